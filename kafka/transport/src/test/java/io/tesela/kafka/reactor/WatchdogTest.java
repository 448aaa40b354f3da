package io.tesela.kafka.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.kafka.flow.AckLedger;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class WatchdogTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final TestPublisher<KafkaDelivery> receiver = TestPublisher.create();
    private final Connection connection = new Connection();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger rebuilds = new AtomicInteger();
    private Mono<Map<Integer, Long>> ends = Mono.just(Map.of(0, 10L));

    @AfterEach
    void stop() {
        timer.dispose();
    }

    @Test
    void guard_owedAndNoRecordComes_endsRetryablyOnceTheConnectionIsClosed() {
        StepVerifier.create(guarded(), 1)
                .then(() -> timer.advanceTimeBy(LIMIT.dividedBy(2)))
                .then(() -> receiver.assertSubscribers(1))
                .then(() -> timer.advanceTimeBy(LIMIT))
                .then(receiver::assertCancelled)
                .then(() -> assertThat(rebuilds).hasValue(1))
                .then(connection.closed::tryEmitEmpty)
                .expectErrorSatisfies(WatchdogTest::assertRetryable)
                .verify();
        assertThat(connection.abandoned).isFalse();
    }

    @Test
    void guard_connectionThatDoesNotClose_isAbandoned() {
        StepVerifier.create(guarded(), 1)
                .then(() -> timer.advanceTimeBy(LIMIT.multipliedBy(2)))
                .then(() -> timer.advanceTimeBy(LIMIT))
                .expectErrorSatisfies(WatchdogTest::assertRetryable)
                .verify();
        assertThat(connection.abandoned).isTrue();
    }

    @Test
    void guard_noDemand_isPatient_untilThereIsSome() {
        StepVerifier.create(guarded(), 0)
                .expectSubscription()
                .then(() -> timer.advanceTimeBy(HOUR))
                .then(() -> receiver.assertSubscribers(1))
                .thenRequest(1)
                .then(() -> timer.advanceTimeBy(LIMIT.multipliedBy(2)))
                .then(receiver::assertCancelled)
                .thenCancel()
                .verify();
    }

    @Test
    void guard_paused_isPatient() {
        connection.paused = true;
        assertPatient();
    }

    @Test
    void guard_nothingOwed_isPatient() {
        ends = Mono.just(Map.of(0, 0L));
        assertPatient();
    }

    @Test
    void guard_clusterThatDoesNotAnswer_isPatient() {
        connection.owed = 10;
        ends = Mono.error(new TransportException("away", true, null));
        assertPatient();
    }

    @Test
    void guard_recordsThatFlow_asksNobody() {
        StepVerifier.create(guarded(), Long.MAX_VALUE)
                .expectSubscription()
                .then(this::flowForALimit)
                .expectNextCount(60)
                .thenCancel()
                .verify();
        assertThat(asked.get()).isLessThanOrEqualTo(1);
        assertThat(connection.emitted).isEqualTo(60);
    }

    @Test
    void guard_endOrErrorOfTheReceiver_isPassedOn() {
        IllegalStateException planted = new IllegalStateException("planted");
        StepVerifier.create(guarded())
                .then(() -> receiver.error(planted))
                .verifyErrorSatisfies(error -> assertThat(error).isSameAs(planted));
    }

    @Test
    void guard_cancelled_looksNoMore() {
        StepVerifier.create(guarded(), 1)
                .then(() -> timer.advanceTimeBy(LIMIT.dividedBy(2)))
                .thenCancel()
                .verify();
        int before = asked.get();

        timer.advanceTimeBy(HOUR);

        receiver.assertCancelled();
        assertThat(asked).hasValue(before);
    }

    private void assertPatient() {
        StepVerifier.create(guarded(), 1)
                .expectSubscription()
                .then(() -> timer.advanceTimeBy(HOUR))
                .then(() -> receiver.assertSubscribers(1))
                .thenCancel()
                .verify();
        assertThat(rebuilds).hasValue(0);
    }

    private void flowForALimit() {
        for (int second = 0; second < 2 * LIMIT.toSeconds(); second++) {
            receiver.next(delivery(second));
            timer.advanceTimeBy(Duration.ofSeconds(1));
        }
    }

    private Flux<KafkaDelivery> guarded() {
        Mono<Map<Integer, Long>> counted = ends.doOnSubscribe(subscription -> asked.incrementAndGet());
        return new Watchdog<>("records", LIMIT, connection, counted, rebuilds::incrementAndGet, timer)
                .guard(receiver.flux());
    }

    private static KafkaDelivery delivery(long offset) {
        FlowRecord record = FlowRecord.inPartition("t", 0, null, new byte[1], Map.of());
        return new KafkaDelivery(record, 0, offset, 1, new AckLedger());
    }

    private static void assertRetryable(Throwable error) {
        assertThat(error)
                .isInstanceOfSatisfying(
                        TransportException.class,
                        known -> assertThat(known.retryable()).isTrue());
    }

    /** Owns one partition, of which everything up to the end is owed. */
    private static final class Connection implements Watched<KafkaDelivery> {
        private final Sinks.Empty<Void> closed = Sinks.empty();
        private boolean paused;
        private boolean abandoned;
        private long owed;
        private int emitted;

        @Override
        public List<Sight.Partition> partitions() {
            return List.of(new Sight.Partition(0, 1, paused, owed));
        }

        @Override
        public void endAt(Map<Integer, Long> ends) {
            owed = ends.getOrDefault(0, 0L);
        }

        @Override
        public void emitted(KafkaDelivery delivery) {
            emitted++;
        }

        @Override
        public Mono<Void> over() {
            return closed.asMono();
        }

        @Override
        public void abandon() {
            abandoned = true;
        }
    }
}
