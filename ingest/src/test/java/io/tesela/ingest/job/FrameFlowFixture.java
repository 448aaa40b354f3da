package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.RecentFrames;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.job.OnMissing;
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
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Load;
import io.tesela.kafka.record.ProgressRecord.MissingTiles;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.topic.Topics;
import io.tesela.media.DecodeLimits;
import io.tesela.media.VideoDecoder;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.trace.Tracing;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A frame flow on the thread of the test: what has not happened after a call will not. */
abstract class FrameFlowFixture {
    static final int WINDOW_FRAMES = 3;
    static final int SEGMENT_FRAMES = 4;
    static final Duration CUT_AFTER = Duration.ofSeconds(60);
    static final Map<Integer, ServiceView> SERVED = Map.of(0, view(), 1, view(), 2, view());

    static final JobId JOB = new JobId("7f3a");
    private static final TileGrid GRID = new TileGrid(2, 2);
    /** Every tile is overdue at the first look that counts. */
    private static final Limits AT_ONCE =
            new Limits(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1_000_000);

    final FakeDecoders decoders = new FakeDecoders();
    final RecordingSink sink = new RecordingSink();
    final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    final FrameFlow flow = flow(FakeVideo.of(10, 0));

    @AfterEach
    void close() {
        timer.dispose();
        assertThat(decoders.closedWhileRunning()).isZero();
    }

    FrameFlow flow(FakeVideo video) {
        return flow(video, OnMissing.FILL);
    }

    FrameFlow flow(FakeVideo video, OnMissing onMissing) {
        BlockingSource source = BlockingSource.of(video.bytes());
        VideoDecoder decoder = decoders.open(source, DecodeLimits.DEFAULT);
        FrameCursor frames = new FrameCursor(
                source, decoder, PixelLayout.I420, new RecentFrames(0), SEGMENT_FRAMES, List.of(), Clock.systemUTC());
        JobSpec spec = spec(decoder.format());
        ChainPlan plan = spec.plan(FilterCatalogue.standard(), "a test");
        FrameFlow flow = new FrameFlow(
                new PlannedJob(spec, plan, decoder.source(), decoder, frames, onMissing, List.of()),
                cut -> {},
                context());
        flow.resize(WINDOW_FRAMES);
        return flow;
    }

    static JobSpec spec(VideoFormat format) {
        return new JobSpec(
                JOB,
                "blur:3",
                GRID,
                format,
                Optional.empty(),
                EncoderSettings.DEFAULT,
                SEGMENT_FRAMES,
                WINDOW_FRAMES,
                0);
    }

    JobContext context() {
        IngestConfig defaults = TestIngest.config(Path.of("unused"));
        IngestConfig config = defaults.with(new IngestConfig.Flow(
                        WINDOW_FRAMES, 1 << 20, 1 << 20, 1 << 20, 1 << 20, 1 << 20, SEGMENT_FRAMES, 2, CUT_AFTER))
                .with(AT_ONCE);
        return new JobContext(
                config,
                FilterCatalogue.standard(),
                decoders,
                new FakeEncoders(),
                FakeEncoders.previews(),
                sink,
                new JobDirectory(),
                new WindowBudget(WINDOW_FRAMES, 1 << 20),
                new DiskQuota(1 << 20),
                () -> 3,
                1,
                0,
                new IngestMeters(new RoleMeters(new SimpleMeterRegistry())),
                Tracing.off(),
                Clock.systemUTC(),
                Schedulers.immediate(),
                Schedulers.immediate(),
                timer);
    }

    List<ResultRecord> results() {
        return sink.sent().stream()
                .filter(record -> record.topic().equals(Topics.RESULTS))
                .map(ResultRecordCodec::decode)
                .toList();
    }

    long manifests() {
        return results().stream().filter(FrameManifest.class::isInstance).count();
    }

    int fills() {
        return (int) results().stream().filter(TileResult.class::isInstance).count();
    }

    long tilesSentAgain() {
        long tiles = sink.sent().stream()
                .filter(record -> record.topic().equals(Topics.TILES))
                .count();
        return tiles - manifests() * GRID.tiles();
    }

    static Checkpoint checkpoint(long epoch, long released) {
        return new Checkpoint(JOB, epoch, 0, 0, List.of(), List.of(), released, List.of(), Load.NONE);
    }

    static Checkpoint missing(long epoch, List<Integer> tiles) {
        List<MissingTiles> missing = tiles.isEmpty() ? List.of() : List.of(new MissingTiles(0, tiles));
        return new Checkpoint(JOB, epoch, 0, 0, List.of(), List.of(), 0, missing, Load.NONE);
    }

    private static ServiceView view() {
        return new ServiceView(0, OptionalLong.of(0), 10, true, "");
    }
}
