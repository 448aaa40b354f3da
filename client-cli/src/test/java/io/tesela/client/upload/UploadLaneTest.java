package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.OnMissing;
import io.tesela.wire.ClientMessage;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Mode;
import io.tesela.wire.ClientMessage.Received;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class UploadLaneTest {
    private static final int CHUNK = UploadLane.CHUNK_BYTES;
    private static final Handshake HANDSHAKE = new Handshake(
            1,
            Mode.STREAM,
            Container.MP4,
            null,
            null,
            List.of(),
            "in",
            null,
            false,
            false,
            false,
            null,
            null,
            null,
            OnMissing.FILL);

    @TempDir
    Path directory;

    private final List<ClientMessage> said = new ArrayList<>();
    private final Deque<Sinks.Empty<Void>> pending = new ArrayDeque<>();

    @Test
    void run_withoutAGrant_saysTheHandshakeOnly() throws IOException {
        try (VideoSource video = video(3 * CHUNK)) {
            UploadLane lane = eager(video);
            Disposable running = lane.run().subscribe();

            assertThat(said).containsExactly(HANDSHAKE);
            running.dispose();
        }
    }

    @Test
    void run_grants_areFilledExactlyAndInOrder() throws IOException {
        try (VideoSource video = video(2 * CHUNK + 10)) {
            UploadLane lane = eager(video);
            Disposable running = lane.run().subscribe();

            lane.grant(100);
            lane.grant(50);
            lane.grant(CHUNK + 300L);
            lane.grant(Long.MAX_VALUE);

            assertThat(said.stream().filter(Chunk.class::isInstance).map(Chunk.class::cast))
                    .extracting(Chunk::offset)
                    .containsExactly(0L, 100L, CHUNK + 100L, CHUNK + 300L);
            assertThat(said.get(said.size() - 1)).isInstanceOf(Eof.class);
            assertThat(lane.sentBytes()).isEqualTo(2 * CHUNK + 10);
            running.dispose();
        }
    }

    @Test
    void end_inTheMiddle_saysTheEndOfWhatWasSaid() throws IOException {
        try (VideoSource video = video(3 * CHUNK)) {
            UploadLane lane = eager(video);
            Disposable running = lane.run().subscribe();
            lane.grant(100);

            lane.end();
            lane.grant(Long.MAX_VALUE);

            assertThat(said).hasSize(3);
            assertThat(said.get(2))
                    .isInstanceOfSatisfying(
                            Eof.class, eof -> assertThat(eof.size()).isEqualTo(100));
            running.dispose();
        }
    }

    @Test
    void run_connectionThatStopsTaking_readsTwoChunksAhead() throws IOException {
        try (VideoSource video = video(20 * CHUNK)) {
            CountingReads reads = new CountingReads();
            UploadLane lane = new UploadLane(
                    HANDSHAKE, new ChunkReader(video, UploadLane.CHUNK_BYTES), reads.scheduler(), this::sayLater);
            Disposable running = lane.run().subscribe();
            takeOne();

            lane.grant(Long.MAX_VALUE);
            takeOne();

            // One was taken, one is being taken.
            assertThat(reads.count()).isBetween(2, 4);
            assertThat(pending).hasSize(1);
            running.dispose();
        }
    }

    @Test
    void run_acknowledgementsThatPileUp_areSaidOnceWithTheNewest() throws IOException {
        try (VideoSource video = video(10)) {
            UploadLane lane = new UploadLane(
                    HANDSHAKE, new ChunkReader(video, UploadLane.CHUNK_BYTES), Schedulers.immediate(), this::sayLater);
            Disposable running = lane.run().subscribe();

            for (long offset = 1; offset <= 1000; offset++) {
                lane.acknowledge(offset);
            }
            while (takeOne()) {
                assertThat(pending.size()).isLessThanOrEqualTo(1);
            }

            assertThat(said.size()).isLessThan(6);
            assertThat(said.get(said.size() - 1)).isEqualTo(new Received(1000));
            running.dispose();
        }
    }

    @Test
    void run_connectionThatFails_endsTheTalkingWithoutAnError() throws IOException {
        try (VideoSource video = video(10)) {
            UploadLane lane = new UploadLane(
                    HANDSHAKE,
                    new ChunkReader(video, UploadLane.CHUNK_BYTES),
                    Schedulers.immediate(),
                    message -> Mono.error(new IOException("broken pipe")));

            StepVerifier.create(lane.run())
                    .then(() -> lane.grant(10))
                    .thenCancel()
                    .verify();
            assertThat(lane.sentBytes()).isZero();
        }
    }

    @Test
    void run_cancelled_cancelsWhatIsBeingSaidAndReadsNoMore() throws IOException {
        try (VideoSource video = video(20 * CHUNK)) {
            CountingReads reads = new CountingReads();
            AtomicInteger cancelled = new AtomicInteger();
            UploadLane lane = new UploadLane(
                    HANDSHAKE,
                    new ChunkReader(video, UploadLane.CHUNK_BYTES),
                    reads.scheduler(),
                    message -> sayLater(message).doOnCancel(cancelled::incrementAndGet));
            StepVerifier.create(lane.run())
                    .then(this::takeOne)
                    .then(() -> lane.grant(Long.MAX_VALUE))
                    .thenCancel()
                    .verify();
            int before = reads.count();

            takeOne();

            assertThat(cancelled).hasValue(1);
            assertThat(reads.count()).isEqualTo(before);
        }
    }

    @Test
    void run_videoThatShrinks_fails() throws IOException {
        try (VideoSource video = video(2 * CHUNK)) {
            Files.write(directory.resolve("in"), new byte[10]);
            UploadLane lane = eager(video);

            StepVerifier.create(lane.run())
                    .then(() -> lane.grant(Long.MAX_VALUE))
                    .verifyErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(UncheckedIOException.class)
                            .hasMessage(
                                    "--video: " + directory.resolve("in") + ": it became shorter while it was sent"));
        }
    }

    private UploadLane eager(VideoSource video) {
        return new UploadLane(
                HANDSHAKE, new ChunkReader(video, UploadLane.CHUNK_BYTES), Schedulers.immediate(), this::sayAtOnce);
    }

    private Mono<Void> sayAtOnce(ClientMessage message) {
        return Mono.fromRunnable(() -> said.add(message));
    }

    private Mono<Void> sayLater(ClientMessage message) {
        said.add(message);
        Sinks.Empty<Void> taken = Sinks.empty();
        pending.add(taken);
        return taken.asMono();
    }

    /** Lets the connection take what it was given. */
    private boolean takeOne() {
        Sinks.Empty<Void> taken = pending.poll();
        if (taken == null) {
            return false;
        }
        taken.tryEmitEmpty();
        return true;
    }

    private VideoSource video(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return VideoSource.open(new UploadSource.FromFile(Files.write(directory.resolve("in"), bytes)), true);
    }
}
