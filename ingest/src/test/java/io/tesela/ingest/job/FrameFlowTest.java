package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.flow.FrameCursor;
import io.tesela.ingest.flow.TileDeadlines.Limits;
import io.tesela.ingest.flow.WindowBudget;
import io.tesela.ingest.spool.DiskQuota;
import io.tesela.ingest.testing.BlockingSource;
import io.tesela.ingest.testing.FakeDecoders;
import io.tesela.ingest.testing.FakeEncoders;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.ingest.testing.RecordingSink;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Load;
import io.tesela.kafka.record.ProgressRecord.MissingTiles;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.JobClosed;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.topic.Topics;
import io.tesela.media.DecodeLimits;
import io.tesela.media.VideoDecoder;
import io.tesela.telemetry.RoleMeters;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.subscriber.TestSubscriber;

/** On the thread of the test: what has not happened after a call will not. */
@Timeout(30)
class FrameFlowTest {
    private static final JobId JOB = new JobId("7f3a");
    private static final int WINDOW_FRAMES = 3;
    private static final int SEGMENT_FRAMES = 4;
    private static final TileGrid GRID = new TileGrid(2, 2);
    /** Every tile is overdue at the first look that counts. */
    private static final Limits AT_ONCE = new Limits(Duration.ZERO, Duration.ZERO, 1_000_000);

    private static final Duration CUT_AFTER = Duration.ofSeconds(60);

    private static final Map<Integer, ServiceView> SERVED = Map.of(0, view(), 1, view(), 2, view());

    private final FakeDecoders decoders = new FakeDecoders();
    private final RecordingSink sink = new RecordingSink();
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final FrameFlow flow = flow(FakeVideo.of(10, 0));

    @AfterEach
    void close() {
        timer.dispose();
        assertThat(decoders.closedWhileRunning()).isZero();
    }

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

    private FrameFlow flow(FakeVideo video) {
        BlockingSource source = BlockingSource.of(video.bytes());
        VideoDecoder decoder = decoders.open(source, DecodeLimits.DEFAULT);
        FrameCursor frames = new FrameCursor(source, decoder, PixelLayout.I420, SEGMENT_FRAMES, Clock.systemUTC());
        JobSpec spec = new JobSpec(
                JOB, "blur:3", GRID, decoder.format(), EncoderSettings.DEFAULT, SEGMENT_FRAMES, WINDOW_FRAMES, 0);
        ChainPlan plan = spec.plan(FilterCatalogue.standard());
        FrameFlow flow = new FrameFlow(new PlannedJob(spec, plan, decoder.source(), decoder, frames), context());
        flow.resize(WINDOW_FRAMES);
        return flow;
    }

    private JobContext context() {
        IngestConfig defaults = TestIngest.config(Path.of("unused"));
        IngestConfig config = defaults.with(new IngestConfig.Flow(
                        WINDOW_FRAMES, 1 << 20, 1 << 20, 1 << 20, 1 << 20, 1 << 20, SEGMENT_FRAMES, 2, CUT_AFTER))
                .with(AT_ONCE);
        return new JobContext(
                config,
                FilterCatalogue.standard(),
                decoders,
                new FakeEncoders(),
                sink,
                new JobDirectory(),
                new WindowBudget(WINDOW_FRAMES, 1 << 20),
                new DiskQuota(1 << 20),
                () -> 3,
                1,
                0,
                new IngestMeters(new RoleMeters(new SimpleMeterRegistry())),
                Clock.systemUTC(),
                Schedulers.immediate(),
                Schedulers.immediate(),
                timer);
    }

    private List<ResultRecord> results() {
        return sink.sent().stream()
                .filter(record -> record.topic().equals(Topics.RESULTS))
                .map(ResultRecordCodec::decode)
                .toList();
    }

    private long manifests() {
        return results().stream().filter(FrameManifest.class::isInstance).count();
    }

    private int fills() {
        return (int) results().stream().filter(TileResult.class::isInstance).count();
    }

    private long tilesSentAgain() {
        long tiles = sink.sent().stream()
                .filter(record -> record.topic().equals(Topics.TILES))
                .count();
        return tiles - manifests() * GRID.tiles();
    }

    private static Checkpoint checkpoint(long epoch, long released) {
        return new Checkpoint(JOB, epoch, 0, 0, List.of(), List.of(), released, List.of(), Load.NONE);
    }

    private static Checkpoint missing(long epoch, List<Integer> tiles) {
        List<MissingTiles> missing = tiles.isEmpty() ? List.of() : List.of(new MissingTiles(0, tiles));
        return new Checkpoint(JOB, epoch, 0, 0, List.of(), List.of(), 0, missing, Load.NONE);
    }

    private static ServiceView view() {
        return new ServiceView(0, OptionalLong.of(0), 10, true, "");
    }
}
