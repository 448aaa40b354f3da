package io.tesela.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.ByteBufFlux;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class RequestBodyTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final TestPublisher<byte[]> sent = TestPublisher.create();
    private final RequestBody body =
            new RequestBody(ByteBufFlux.fromInbound(sent.flux().map(Unpooled::wrappedBuffer)), time);
    private final List<Integer> taken = new ArrayList<>();
    private @Nullable Throwable failure;
    private boolean done;

    @Test
    void body_isTaken_pieceByPiece() {
        Sinks.Empty<Void> stored = Sinks.empty();
        take(body.into(bytes -> {
            taken.add(bytes.remaining());
            return stored.asMono();
        }));

        sent.next(new byte[3]);
        sent.next(new byte[4]);
        assertThat(taken).as("the second waits for the first").containsExactly(3);
        assertThat(body.taken()).isZero();

        stored.tryEmitEmpty();
        sent.complete();
        assertThat(taken).containsExactly(3, 4);
        assertThat(body.taken()).isEqualTo(7);
        assertThat(done).isTrue();
    }

    /** A browser hears no answer before it has sent everything. */
    @Test
    void body_ofWhichAPieceIsRefused_isHeardToItsEnd() {
        take(body.into(bytes -> {
            taken.add(bytes.remaining());
            return Mono.error(new TeselaException(FailureCode.NOT_A_VIDEO, "no"));
        }));

        sent.next(new byte[3], new byte[4]);
        assertThat(failure).isNull();
        sent.complete();

        assertThat(taken).containsExactly(3);
        assertThat(failure).hasMessage("no");
    }

    @Test
    void body_thatStandsStill_isNotWaitedForForEver() {
        take(body.into(bytes -> Mono.empty()));
        sent.next(new byte[3]);

        time.advanceTimeBy(Duration.ofSeconds(29));
        assertThat(failure).isNull();
        time.advanceTimeBy(Duration.ofSeconds(2));

        assertThat(failure).hasMessageStartingWith("the upload stands still for 30 s");
        assertThat(body.open()).as("nothing can follow on its connection").isTrue();
    }

    /** The disk may be slow: that is not its sender's fault. */
    @Test
    void body_thatWaitsForItsTaker_doesNotStandStill() {
        Sinks.Empty<Void> stored = Sinks.empty();
        take(body.into(bytes -> stored.asMono()));
        sent.next(new byte[3]);

        time.advanceTimeBy(Duration.ofMinutes(5));
        assertThat(failure).isNull();

        stored.tryEmitEmpty();
        sent.complete();
        assertThat(done).isTrue();
    }

    /** Nor where the taker lets go of one piece and holds the next, which is there already. */
    @Test
    void body_whoseNextPieceWaitsForItsTaker_doesNotStandStill() {
        Sinks.Empty<Void> first = Sinks.empty();
        Sinks.Empty<Void> second = Sinks.empty();
        take(body.into(bytes -> bytes.remaining() == 3 ? first.asMono() : second.asMono()));
        sent.next(new byte[3], new byte[4]);
        first.tryEmitEmpty();

        time.advanceTimeBy(Duration.ofMinutes(5));

        assertThat(failure).isNull();
    }

    @Test
    void body_whoseConnectionBreaks_saysSo() {
        take(body.into(bytes -> Mono.empty()));

        sent.error(new java.io.IOException("reset"));

        assertThat(failure)
                .hasMessage("the connection broke (expected: it stays)")
                .hasRootCauseMessage("reset");
    }

    private void take(Mono<Void> hearing) {
        hearing.subscribe(unused -> {}, error -> failure = error, () -> done = true);
    }
}
