package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.ingest.testing.FakeVideo;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.JobClosed;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

/** How many frames are under way, and when a segment ends early. */
@Timeout(30)
class FrameFlowTest extends FrameFlowFixture {
    @Test
    void run_withoutReleases_publishesTheWindow() {
        // Given
        TestSubscriber<Void> run = TestSubscriber.create();

        // When
        flow.run().subscribe(run);

        // Then
        assertThat(manifests()).isEqualTo(WINDOW_FRAMES);
        assertThat(flow.unreleased().size()).isEqualTo(WINDOW_FRAMES);
        assertThat(run.isTerminated()).isFalse();
        run.cancel();
    }

    @Test
    void run_framesReleasedOneByOne_neverHasMoreThanTheWindowInFlight() {
        // Given
        TestSubscriber<Void> run = TestSubscriber.create();
        flow.run().subscribe(run);

        // When
        for (int released = 1; released <= 10; released++) {
            flow.progressed(checkpoint(1, released));

            // Then
            assertThat(manifests()).isEqualTo(Math.min(10, released + WINDOW_FRAMES));
            assertThat(flow.released()).isEqualTo(released);
        }
        assertThat(run.isTerminatedComplete()).isTrue();
        assertThat(flow.unreleased().maxFrames()).isEqualTo(WINDOW_FRAMES);
        assertThat(results().get(results().size() - 1)).isEqualTo(new JobClosed(JOB, 10));
    }

    @Test
    void run_outputThatNobodyStores_holdsTheDecoder() {
        // Given
        TestSubscriber<Void> run = TestSubscriber.create();
        flow.run().subscribe(run);
        flow.outputPublished(1 << 20, 0);

        // When
        flow.progressed(checkpoint(1, 2));

        // Then
        assertThat(manifests()).isEqualTo(WINDOW_FRAMES);

        // When
        flow.outputStored(1);

        // Then
        assertThat(manifests()).isEqualTo(2 + WINDOW_FRAMES);
        run.cancel();
    }

    @Test
    void run_outputThatDoesNotArrive_holdsTheDecoderTwoSegmentsOn() {
        // Given: an assembler that takes every frame, and an ingest that does not get to read its own output
        FrameFlow longer = flow(FakeVideo.of(40, 0));
        TestSubscriber<Void> run = TestSubscriber.create();
        longer.run().subscribe(run);

        // When
        longer.progressed(checkpoint(1, 4 * SEGMENT_FRAMES));

        // Then
        assertThat(manifests()).isEqualTo(2 * SEGMENT_FRAMES + WINDOW_FRAMES);

        // When
        longer.outputPublished(100, SEGMENT_FRAMES);

        // Then
        assertThat(manifests()).isEqualTo(3 * SEGMENT_FRAMES + WINDOW_FRAMES);
        run.cancel();
    }

    @Test
    void run_sinkThatDoesNotAnswer_decodesNoMoreThanItPublishesAtOnce() {
        // Given
        sink.answer(landed -> Mono.never());
        TestSubscriber<Void> run = TestSubscriber.create();

        // When
        flow.run().subscribe(run);

        // Then: two at once, in this test
        assertThat(flow.unreleased().size()).isEqualTo(2);
        run.cancel();
    }

    @Test
    void run_cancelled_decodesAndSendsNoMore() {
        // Given
        TestSubscriber<Void> run = TestSubscriber.create();
        flow.run().subscribe(run);
        long before = manifests();

        // When
        run.cancel();
        flow.progressed(checkpoint(1, 3));

        // Then
        assertThat(manifests()).isEqualTo(before);
        assertThat(run.isTerminated()).isFalse();
    }

    @Test
    void run_sinkThatFails_fails() {
        // Given
        sink.answer(landed -> Mono.error(new TransportException("gone", true, null)));

        // Then
        StepVerifier.create(flow.run()).verifyError(TransportException.class);
    }

    @Test
    void cutIfStill_jobThatStandsStillWithAllReleased_closesItsSegmentOnce() {
        // Given: two frames of the second segment are out and released
        TestSubscriber<Void> run = TestSubscriber.create();
        flow.run().subscribe(run);
        flow.outputPublished(1 << 20, 0);
        flow.progressed(checkpoint(1, WINDOW_FRAMES));
        assertThat(manifests()).isEqualTo(WINDOW_FRAMES);

        // When
        timer.advanceTimeBy(CUT_AFTER.minusMillis(1));
        StepVerifier.create(flow.cutIfStill()).verifyComplete();

        // Then
        assertThat(cuts()).isEmpty();

        // When
        timer.advanceTimeBy(Duration.ofMillis(1));
        StepVerifier.create(flow.cutIfStill()).verifyComplete();
        StepVerifier.create(flow.cutIfStill()).verifyComplete();

        // Then
        assertThat(cuts())
                .containsExactly(new SegmentCut(JOB, (WINDOW_FRAMES - 1) / SEGMENT_FRAMES, WINDOW_FRAMES - 1));

        // When: it goes on
        flow.outputStored(1 << 20);
        flow.progressed(checkpoint(1, 10));

        // Then: what follows belongs to the segments after that
        assertThat(run.isTerminatedComplete()).isTrue();
        assertThat(results())
                .filteredOn(FrameManifest.class::isInstance)
                .extracting(result -> ((FrameManifest) result).segment())
                .isSorted()
                .endsWith(10 / SEGMENT_FRAMES + 1);
    }

    @Test
    void cutIfStill_framesNotReleased_waitsForThem() {
        // Given
        TestSubscriber<Void> run = TestSubscriber.create();
        flow.run().subscribe(run);
        flow.progressed(checkpoint(1, 0));

        // When
        timer.advanceTimeBy(CUT_AFTER.multipliedBy(2));
        StepVerifier.create(flow.cutIfStill()).verifyComplete();

        // Then
        assertThat(cuts()).isEmpty();
        run.cancel();
    }

    @Test
    void resize_smallerWindow_takesEffectAsFramesAreReleased() {
        // Given
        TestSubscriber<Void> run = TestSubscriber.create();
        flow.run().subscribe(run);
        assertThat(manifests()).isEqualTo(WINDOW_FRAMES);

        // When
        flow.resize(1);
        flow.progressed(checkpoint(1, WINDOW_FRAMES - 1));

        // Then
        assertThat(manifests()).isEqualTo(WINDOW_FRAMES);

        // When
        flow.progressed(checkpoint(1, WINDOW_FRAMES));

        // Then
        assertThat(manifests()).isEqualTo(WINDOW_FRAMES + 1);
        run.cancel();
    }

    private List<ResultRecord> cuts() {
        return results().stream().filter(SegmentCut.class::isInstance).toList();
    }
}
