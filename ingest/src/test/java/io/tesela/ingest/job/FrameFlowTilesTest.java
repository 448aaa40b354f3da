package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.OnMissing;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.TransportException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

/** What becomes of tiles that stay away. */
@Timeout(30)
class FrameFlowTilesTest extends FrameFlowFixture {
    @Test
    void progressed_formerOwner_itsMissingTilesDoNotCount() {
        // Given
        TestSubscriber<Void> run = TestSubscriber.create();
        flow.run().subscribe(run);
        flow.progressed(missing(2, List.of()));

        // When
        flow.progressed(missing(1, List.of(0)));

        // Then
        assertThat(flow.missesTiles()).isFalse();

        // When
        flow.progressed(missing(2, List.of(0)));

        // Then
        assertThat(flow.missesTiles()).isTrue();
        run.cancel();
    }

    @Test
    void lookAfterTiles_fillThatFails_isSentAgainUntilItLands() {
        // Given: tiles 1 and 3 of frame 0 are missing, were sent again, and are overdue
        TestSubscriber<Void> run = TestSubscriber.create();
        flow.run().subscribe(run);
        flow.progressed(missing(1, List.of(1, 3)));
        flow.lookAfterTiles(SERVED).block();
        assertThat(tilesSentAgain()).isEqualTo(2);
        assertThat(fills()).isZero();

        // When: the broker is away
        sink.answer(landed -> Mono.error(new TransportException("away", true, null)));
        StepVerifier.create(flow.lookAfterTiles(SERVED)).verifyError(TransportException.class);

        // Then: neither is forgotten
        sink.answer(UnaryOperator.identity());
        int before = fills();
        flow.lookAfterTiles(SERVED).block();
        assertThat(fills()).isEqualTo(before + 2);

        // When
        flow.lookAfterTiles(SERVED).block();

        // Then
        assertThat(fills()).isEqualTo(before + 2);
        run.cancel();
    }

    @Test
    void lookAfterTiles_ofAJobThatIsNotToBeFilled_failsNamingTheTile() {
        // Given
        FrameFlow strict = flow(FakeVideo.of(10, 0), OnMissing.FAIL);
        TestSubscriber<Void> run = TestSubscriber.create();
        strict.run().subscribe(run);
        strict.progressed(missing(1, List.of(3)));

        // When: it is sent again first
        strict.lookAfterTiles(SERVED).block();

        // Then
        StepVerifier.create(strict.lookAfterTiles(SERVED))
                .verifyErrorSatisfies(error -> assertThat(error).isInstanceOfSatisfying(TeselaException.class, e -> {
                    assertThat(e.code()).isEqualTo(FailureCode.TIMEOUT);
                    assertThat(e.sentence()).startsWith("frame 0, tile 3: sent 2 times, and no processor answered");
                }));
        assertThat(fills()).isZero();
        run.cancel();
    }

    @Test
    void waitsForProcessors_onlyWhileTilesAreMissingAndNobodyServesThem() {
        // Given
        TestSubscriber<Void> run = TestSubscriber.create();
        flow.run().subscribe(run);
        ServiceView abandoned = new ServiceView(0, OptionalLong.empty(), 10, false, "");
        Map<Integer, ServiceView> unserved = Map.of(0, abandoned, 1, abandoned);
        flow.progressed(missing(1, List.of(0)));

        // When, Then
        assertThat(flow.waitsForProcessors()).isFalse();
        flow.lookAfterTiles(unserved).block();
        assertThat(flow.waitsForProcessors()).isTrue();
        flow.lookAfterTiles(SERVED).block();
        assertThat(flow.waitsForProcessors()).isFalse();
        flow.lookAfterTiles(unserved).block();
        flow.progressed(checkpoint(1, 1));
        assertThat(flow.waitsForProcessors()).isFalse();
        run.cancel();
    }

    @Test
    void lookAfterTiles_beforeAnyCheckpoint_doesNothing() {
        StepVerifier.create(flow.lookAfterTiles(SERVED)).verifyComplete();
    }
}
