package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.RecentFrames;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.FoundRun;
import io.tesela.domain.report.JobReport;
import io.tesela.domain.report.LatencyHistogram;
import io.tesela.domain.report.TileCounts;
import io.tesela.domain.report.TileLoads;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.flow.FrameCursor;
import io.tesela.ingest.flow.FrameHoldings;
import io.tesela.ingest.flow.FrameHoldings.Marks;
import io.tesela.ingest.flow.HoldingHistory;
import io.tesela.ingest.flow.UnreleasedFrames;
import io.tesela.ingest.job.ReportWriter.Course;
import io.tesela.ingest.job.ReportWriter.StoredFile;
import io.tesela.ingest.output.ReportFold;
import io.tesela.ingest.testing.BlockingSource;
import io.tesela.ingest.testing.FakeDecoders;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.media.DecodeLimits;
import io.tesela.media.SourceVideo;
import io.tesela.media.VideoDecoder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ReportWriterTest {
    private static final int FRAMES = 5;
    private static final StoredFile INPUT = new StoredFile("mov,mp4", 1000, "aa");
    private static final StoredFile OUTPUT = new StoredFile("mp4", 500, "bb");

    private final UnreleasedFrames unreleased = new UnreleasedFrames();
    private final HoldingHistory history = new HoldingHistory();

    @Test
    void write_everyFrameAndNoTileDegraded_isOk() {
        // Given
        unreleased.add(0, List.of(PixelBuffer.allocate(PixelLayout.LUMA, 16, 16)));

        // When
        JobReport report = write(fold(FRAMES, 0), course(0, List.of("rotated by 90 degrees")));

        // Then
        assertThat(report.ok()).isTrue();
        assertThat(report.job()).isEqualTo("7f3a");
        assertThat(report.filters()).isEqualTo("canny,blur:3");
        assertThat(report.tiles()).containsExactly(2, 2);
        assertThat(report.effectiveTiles()).containsExactly(2, 2);
        assertThat(report.frames()).isEqualTo(new JobReport.FrameCounts(FRAMES, FRAMES, 0, 0));
        assertThat(report.found()).containsExactly(new FoundRun("faces", 0, 1, 2));
        assertThat(report.foundOmitted()).isEqualTo(3);
        assertThat(report.fpsOut()).isEqualTo(2.5);
        assertThat(report.elapsedS()).isEqualTo(2.5);
        assertThat(report.flow().maxFramesInFlight()).isEqualTo(1);
        assertThat(report.flow().maxBytesInFlight()).isEqualTo(256);
        assertThat(report.flow().creditWaitMs()).isEqualTo(7);
    }

    @Test
    void write_flow_saysWhoHeldTheFramesAndWhatHeldUpTheJob() {
        // Given: the encoder has 2 frames most of the time, and 9 once
        for (int i = 0; i < 40; i++) {
            history.add(FrameHoldings.of(new Marks(5, 5, 5, 3, 0, 0), 0, 0));
        }
        history.add(FrameHoldings.of(new Marks(9, 9, 9, 0, 0, 0), 0, 0));

        // When
        JobReport.FlowSummary flow =
                write(fold(FRAMES, 0), course(0, List.of())).flow();

        // Then
        assertThat(flow.queues())
                .containsOnlyKeys("decoder", "tiles", "processors", "results", "encoder", "output", "client");
        assertThat(flow.queues().get("encoder")).isEqualTo(new JobReport.QueueDepth(2, 9));
        assertThat(flow.queues().get("output")).isEqualTo(new JobReport.QueueDepth(3, 3));
        assertThat(flow.bottleneck()).startsWith("filter-bound: ");
    }

    @Test
    void write_input_isWhatTheSourceIs() {
        // When
        JobReport.MediaSummary input =
                write(fold(FRAMES, 0), course(0, List.of())).input();

        // Then
        assertThat(input)
                .isEqualTo(new JobReport.MediaSummary(
                        "mov,mp4",
                        "h264",
                        15,
                        16,
                        FRAMES,
                        4.321,
                        29.97,
                        90,
                        "4:3",
                        "yuv444p",
                        "tv, bt709",
                        "aac",
                        1000,
                        "aa"));
    }

    @Test
    void write_output_isWhatWasEncoded() {
        // When: five frames of one tick of 1/25 s
        JobReport.MediaSummary output =
                write(fold(FRAMES, 0), course(0, List.of())).output();

        // Then
        assertThat(output)
                .isEqualTo(new JobReport.MediaSummary(
                        "mp4", "h264", 16, 16, FRAMES, 0.2, 25, 0, "1:1", "yuv420p", "tv, bt709", "aac", 500, "bb"));
    }

    @Test
    void write_tileDegraded_isNotOkAndNamed() {
        // When
        JobReport report = write(fold(FRAMES, 1), course(0, List.of()));

        // Then
        assertThat(report.ok()).isFalse();
        assertThat(report.degradedTiles()).containsExactly(new DegradedTile(1, 2, "why", 3));
        assertThat(report.tileCounts().degraded()).isEqualTo(1);
    }

    @Test
    void write_moreTilesDegradedThanNamed_saysHowMany() {
        assertThat(write(fold(FRAMES, 1), course(0, List.of())).degradedTilesOmitted())
                .isZero();

        JobReport report = write(fold(FRAMES, 9), course(0, List.of()));

        assertThat(report.tileCounts().degraded()).isEqualTo(9);
        assertThat(report.degradedTiles()).hasSize(1);
        assertThat(report.degradedTilesOmitted()).isEqualTo(8);
    }

    @Test
    void write_frameMissing_isNotOk() {
        assertThat(write(fold(FRAMES - 1, 0), course(0, List.of())).ok()).isFalse();
    }

    @Test
    void write_videoThatCouldNotBeDecodedWhole_isNotOk() {
        JobReport report = write(fold(FRAMES, 0), course(3, 0, List.of()));

        assertThat(report.ok()).isFalse();
        assertThat(report.frames().decodeErrors()).isEqualTo(3);
        assertThat(report.fidelity().kept()).contains("every frame that could be decoded");
    }

    @Test
    void write_fidelity_saysWhatWasKeptChangedAndDropped() {
        // When
        JobReport.Fidelity untouched =
                write(fold(FRAMES, 0), course(0, List.of("4:4:4 to 4:2:0"))).fidelity();
        JobReport.Fidelity fixed = write(fold(FRAMES, 0), course(2, List.of("timestamps of 2 frames")))
                .fidelity();

        // Then: what was changed is said once, and is not among what was kept
        assertThat(untouched.kept())
                .containsExactly(
                        "every frame", "timestamps", "sample aspect ratio", "colour tags", "audio (aac), every packet");
        assertThat(untouched.changed()).containsExactly("4:4:4 to 4:2:0");
        assertThat(untouched.dropped()).containsExactly("subtitle subrip");
        assertThat(fixed.kept()).doesNotContain("timestamps");
        assertThat(fixed.changed()).containsExactly("timestamps of 2 frames");
    }

    private JobReport write(ReportFold fold, Course course) {
        BlockingSource source = BlockingSource.of(FakeVideo.of(FRAMES, 0).bytes());
        VideoDecoder decoder = new FakeDecoders().open(source, DecodeLimits.DEFAULT);
        JobSpec spec = new JobSpec(
                new JobId("7f3a"),
                "canny,blur:3",
                new TileGrid(2, 2),
                decoder.format(),
                Optional.of(new AudioFormat("aac", 48_000, 1024, "AAAA")),
                EncoderSettings.DEFAULT,
                4,
                8,
                0);
        ChainPlan plan = spec.plan(FilterCatalogue.standard(), "a test");
        try (FrameCursor frames =
                new FrameCursor(source, decoder, plan.layout(), new RecentFrames(0), 4, List.of(), Clock.systemUTC())) {
            for (int frame = 0; frame < FRAMES; frame++) {
                assertThat(frames.next().timing().index()).isEqualTo(frame);
            }
            return ReportWriter.write(
                    new PlannedJob(spec, plan, source(), decoder, frames, OnMissing.FILL, List.of()),
                    false,
                    fold,
                    course,
                    INPUT,
                    OUTPUT);
        }
    }

    private Course course(long fixedTimestamps, List<String> changes) {
        return course(0, fixedTimestamps, changes);
    }

    private Course course(long decodeErrors, long fixedTimestamps, List<String> changes) {
        return new Course(
                decodeErrors,
                0,
                fixedTimestamps,
                changes,
                unreleased,
                7,
                new JobProgress.Samples(history, 0, 3, 1),
                Duration.ofMillis(500),
                Duration.ofMillis(100),
                Duration.ofMillis(2500),
                Duration.ofSeconds(2));
    }

    private static ReportFold fold(long frames, long degraded) {
        List<DegradedTile> tiles = degraded == 0 ? List.of() : List.of(new DegradedTile(1, 2, "why", 3));
        return new ReportFold(
                frames,
                frames,
                new TileCounts(4 * frames, 0, degraded, 0, 0),
                tiles,
                LatencyHistogram.EMPTY.with(1000),
                Map.of(),
                List.of(new FoundRun("faces", 0, 1, 2)),
                3,
                TileLoads.NONE,
                "libx264");
    }

    private static SourceVideo source() {
        return new SourceVideo(
                "mov,mp4",
                "h264",
                16,
                15,
                15,
                16,
                90,
                new Ratio(4, 3),
                new Ratio(30000, 1001),
                "yuv444p",
                "tv, bt709",
                Optional.of(5L),
                OptionalDouble.of(4.3212),
                false,
                0,
                Optional.of("aac"),
                List.of("subtitle subrip"),
                List.of());
    }
}
