package io.tesela.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class RetryingSinkTest {
    private static final FlowRecord RECORD = FlowRecord.inPartition("t", 0, "k", new byte[1], Map.of());
    private static final Position LANDED = new Position("t", 0, 7);
    private final TransportException unreachable = new TransportException("the broker is away", true, null);
    private final TransportException refused = new TransportException("too large", false, null);

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final ScriptedSink carrier = new ScriptedSink();
    private final RetryingSink sink = new RetryingSink(carrier, timer);

    @AfterEach
    void stop() {
        timer.dispose();
    }

    @Test
    void send_brokerAwayForAnHour_landsWhenItIsBack() {
        // Given
        carrier.away = Duration.ofHours(1);

        // When
        StepVerifier.create(sink.send(RECORD))
                .expectSubscription()
                .then(() -> timer.advanceTimeBy(Duration.ofHours(1).plusSeconds(10)))
                // Then
                .expectNext(LANDED)
                .verifyComplete();
        assertThat(carrier.tries).isBetween(3600 / 5 / 2, 2 * 3600 / 5);
    }

    @Test
    void sendAll_refused_failsAtOnce() {
        // Given
        carrier.failures.add(refused);

        // When, then
        StepVerifier.create(sink.sendAll(List.of(RECORD))).verifyErrorMatches(refused::equals);
        assertThat(carrier.tries).isEqualTo(1);
    }

    @Test
    void send_cancelledInAPause_isNotTriedAgain() {
        // Given
        carrier.away = Duration.ofDays(1);

        // When
        StepVerifier.create(sink.send(RECORD))
                .expectSubscription()
                .then(() -> timer.advanceTimeBy(Duration.ofMillis(50)))
                .thenCancel()
                .verify();
        timer.advanceTimeBy(Duration.ofHours(1));

        // Then
        assertThat(carrier.tries).isEqualTo(1);
    }

    @Test
    void send_notSubscribed_sendsNothing() {
        Mono<Position> unused = sink.send(RECORD);

        assertThat(carrier.tries).isZero();
    }

    @Test
    void close_closesTheSink() {
        sink.close();

        assertThat(carrier.closed).isTrue();
    }

    /** Fails as it is told, else lands everything at one place. */
    private final class ScriptedSink implements RecordSink {
        private final Deque<TransportException> failures = new ArrayDeque<>();
        private Duration away = Duration.ZERO;
        private int tries;
        private boolean closed;

        @Override
        public Mono<Position> send(FlowRecord record) {
            return sendAll(List.of(record)).map(positions -> positions.get(0));
        }

        @Override
        public Mono<List<Position>> sendAll(List<FlowRecord> records) {
            return Mono.defer(() -> {
                tries++;
                TransportException failure = failures.poll();
                if (failure == null && timer.now(TimeUnit.MILLISECONDS) < away.toMillis()) {
                    failure = unreachable;
                }
                return failure == null ? Mono.just(List.of(LANDED)) : Mono.error(failure);
            });
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
