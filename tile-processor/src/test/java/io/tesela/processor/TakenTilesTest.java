package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class TakenTilesTest {
    private final TestPublisher<Delivery> source = TestPublisher.create();
    private final TakenTiles taken = new TakenTiles(100, 2);

    @Test
    void of_whenNobodyAsks_asksForNothing() {
        StepVerifier.create(taken.of(source.flux()), 0)
                .then(() -> source.assertMaxRequested(0))
                .thenRequest(5)
                .then(() -> source.assertMinRequested(1).assertMaxRequested(1))
                .thenCancel()
                .verify();

        source.assertCancelled();
    }

    @Test
    void of_withTheBytesTaken_asksForMoreOnceOneIsDone() {
        FakeDelivery first = delivery(0, 60);

        StepVerifier.create(taken.of(source.flux()))
                .then(() -> source.next(first, delivery(1, 10), delivery(2, 30)))
                .expectNextCount(3)
                .then(() -> source.assertMaxRequested(0))
                .then(() -> taken.done(first))
                .then(() -> source.assertMinRequested(1).assertMaxRequested(1))
                .thenCancel()
                .verify();
    }

    @Test
    void of_recordsLargerThanTheLimit_takesAsManyAsAreFilteredAtOnce() {
        StepVerifier.create(taken.of(source.flux()))
                .then(() -> source.next(delivery(0, 1000), delivery(1, 1000)))
                .expectNextCount(2)
                .then(() -> source.assertMaxRequested(0))
                .thenCancel()
                .verify();
    }

    @Test
    void of_demandOfOne_isNotExceeded() {
        StepVerifier.create(taken.of(source.flux()), 1)
                .then(() -> source.next(delivery(0, 1)))
                .expectNextCount(1)
                .then(() -> source.assertMaxRequested(0))
                .thenCancel()
                .verify();
    }

    @Test
    void of_sourceThatFails_failsTheSame() {
        IllegalStateException error = new IllegalStateException("down");

        StepVerifier.create(taken.of(source.flux()))
                .then(() -> source.error(error))
                .verifyErrorSatisfies(e -> assertThat(e).isSameAs(error));
    }

    @Test
    void of_sourceThatEnds_ends() {
        StepVerifier.create(taken.of(source.flux())).then(source::complete).verifyComplete();
        assertThat(source.subscribeCount()).isEqualTo(1);
    }

    private static FakeDelivery delivery(long offset, int bytes) {
        return new FakeDelivery(FlowRecord.inPartition("t", 0, null, new byte[bytes], Map.of()), offset);
    }
}
