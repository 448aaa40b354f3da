package io.tesela.standalone.verify;

import io.tesela.assembler.join.FrameComposer;
import io.tesela.assembler.join.JoinedFrame;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.FoundRun;
import io.tesela.domain.report.JobReport;
import io.tesela.domain.report.JobReport.MediaSummary;
import io.tesela.domain.tile.TileGrid;
import io.tesela.filters.FilterEngine;
import io.tesela.filters.TileOutput;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.Position;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.media.DecodedFrame;
import io.tesela.standalone.role.FilterOutputs;
import io.tesela.testkit.SyntheticFrames;
import io.tesela.wire.ReportJson;
import io.tesela.wire.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The files of a small job as a service leaves them: frames cut into tiles, these filtered one by one, some of them given up, and
 * all of it put together by the assembler's own code.
 */
final class MadeResult {
    private static final TimeBase SOURCE_UNIT = new TimeBase(1, 1000);
    private static final TimeBase OUT_UNIT = new TimeBase(1, 90_000);
    private static final int OUT_UNITS = 90;

    private final Path folder;
    private final ChainPlan plan;
    private final List<DecodedFrame> frames = new ArrayList<>();
    private final List<DegradedTile> degraded = new ArrayList<>();
    private List<FoundRun> found = List.of();
    private final FakeDecoders decoders = new FakeDecoders();
    private final FrameComposer composer;

    MadeResult(Path folder, String filters, TileGrid grid, int count, Random random) {
        SyntheticFrames pictures = new SyntheticFrames(random);
        int width = 16 + 2 * random.nextInt(40);
        int height = 16 + 2 * random.nextInt(30);
        this.folder = folder;
        this.plan = ChainPlan.of(FilterChain.parse(filters, FilterCatalogue.standard()), grid, width, height);
        this.composer = new FrameComposer(plan, new FilterOutputs(FilterEngine.standard()));
        long pts = random.nextInt(100);
        for (int i = 0; i < count; i++) {
            long duration = 1L + random.nextInt(80);
            frames.add(new DecodedFrame(pictures.any(PixelLayout.I420, width, height), pts, duration));
            pts += duration;
        }
    }

    ChainPlan plan() {
        return plan;
    }

    FakeDecoders decoders() {
        return decoders;
    }

    /** Has a tile leave as its original pixels. */
    void degrade(int frame, int tile) {
        degraded.add(new DegradedTile(frame, tile, "it would not", 3));
    }

    /** Returns what filters have found, as the report that was written last says. */
    List<FoundRun> found() {
        return found;
    }

    /** Has the report that was written say something else of what filters have found. */
    ResultFiles rewrite(List<FoundRun> claimed) throws IOException {
        found = claimed;
        ResultFiles files = files();
        Files.write(files.report(), ReportJson.write(report(files, degraded, degraded.size())));
        return files;
    }

    /** Writes all files, with a report that tells the truth. */
    ResultFiles write() throws IOException {
        return write(degraded, degraded.size());
    }

    /**
     * Writes all files.
     *
     * @param named degraded tiles as the report names them
     * @param counted degraded tiles as it counts them
     */
    ResultFiles write(List<DegradedTile> named, long counted) throws IOException {
        ResultFiles files = files();
        found = List.of();
        Files.writeString(files.video(), "source");
        Files.writeString(files.out(), "result");
        decoders.add("source", new FakeDecoders.Video(format(SOURCE_UNIT), frames));
        writeOut(frames.stream().map(frame -> frame.pts() * OUT_UNITS).toList());
        Files.write(checksums(), lines());
        Files.write(files.report(), ReportJson.write(report(files, named, counted)));
        return files;
    }

    private ResultFiles files() {
        return new ResultFiles(folder.resolve("in.mp4"), folder.resolve("out.mp4"), folder.resolve("out.json"));
    }

    /** Has the result show its frames at these times, in its own unit. */
    void writeOut(List<Long> pts) {
        PixelBuffer any = frames.get(0).pixels();
        decoders.add(
                "result",
                new FakeDecoders.Video(
                        format(OUT_UNIT),
                        pts.stream().map(at -> new DecodedFrame(any, at, 1)).toList()));
    }

    /** Returns when the result shows its frames, in its own unit. */
    List<Long> outPts() {
        return frames.stream().map(frame -> frame.pts() * OUT_UNITS).toList();
    }

    Path checksums() {
        return folder.resolve("out.frame_crc32c");
    }

    List<DegradedTile> degraded() {
        return degraded;
    }

    /** Returns a checksum for each frame, of what an assembler gives to its encoder. */
    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int frame = 0; frame < frames.size(); frame++) {
            PixelBuffer composed = composer.compose(joined(frame)).pixels();
            lines.add(HexFormat.of().toHexDigits(composed.crc32cInI420()));
        }
        return lines;
    }

    private JoinedFrame joined(int frame) {
        JobId job = new JobId("job-1");
        PixelBuffer original = frames.get(frame).pixels().in(plan.layout());
        TreeSet<Integer> given = new TreeSet<>();
        degraded.stream().filter(tile -> tile.frame() == frame).forEach(tile -> given.add(tile.tile()));
        List<TileResult> tiles = new ArrayList<>();
        for (int tile = 0; tile < plan.effectiveTiles().tiles(); tile++) {
            boolean up = given.contains(tile);
            TileKey key = new TileKey(job, frame, tile);
            tiles.add(new TileResult(
                    new TileVerdict(key, 1, up ? TileStatus.FAILED : TileStatus.FILTERED, "p1", 1, 1, ""),
                    up ? plan.geometry().cutCore(original, tile) : filtered(frame, tile)));
        }
        FrameTiming timing = new FrameTiming(
                frame, frames.get(frame).pts(), frames.get(frame).duration());
        return new JoinedFrame(new FrameManifest(job, timing, 0, Position.INSIDE, 0, List.of()), tiles, 0);
    }

    private byte[] filtered(int frame, int tile) {
        List<PixelBuffer> newestFirst = IntStream.iterate(frame, at -> at >= 0, at -> at - 1)
                .mapToObj(at -> frames.get(at).pixels().in(plan.layout()))
                .toList();
        TileOutput output = FilterEngine.standard().runTile(plan, tile, plan.cut(newestFirst, tile));
        output.found().forEach((filter, count) -> {
            FoundRun here = new FoundRun(filter, frame, 1, count);
            found = FoundRun.append(found, List.of(here));
        });
        return output.bytes();
    }

    private VideoFormat format(TimeBase unit) {
        return new VideoFormat(
                plan.geometry().width(),
                plan.geometry().height(),
                unit,
                new Ratio(25, 1),
                Ratio.UNKNOWN,
                ColorTags.UNKNOWN);
    }

    private JobReport report(ResultFiles files, List<DegradedTile> named, long counted) throws IOException {
        List<Integer> tiles =
                List.of(plan.effectiveTiles().columns(), plan.effectiveTiles().rows());
        return new JobReport(
                "job-1",
                counted == 0,
                files.out().toString(),
                plan.chain().toString(),
                tiles,
                tiles,
                25,
                25,
                1,
                1,
                1,
                0,
                1,
                media(files.video()),
                media(files.out()),
                new JobReport.FrameCounts(frames.size(), frames.size(), 0, 0),
                new JobReport.TileSummary(frames.size(), 0, 0, counted, 0, 0),
                named,
                found,
                0,
                new JobReport.FlowSummary(1, 1, 1, Map.of(), "none"),
                List.of(),
                new JobReport.Fidelity(List.of(), List.of(), List.of()),
                "out.frame_crc32c");
    }

    private MediaSummary media(Path file) throws IOException {
        int width = plan.geometry().width();
        int height = plan.geometry().height();
        return new MediaSummary(
                "mp4",
                "h264",
                width,
                height,
                frames.size(),
                1,
                25,
                0,
                "1:1",
                "yuv420p",
                "unknown",
                null,
                Files.size(file),
                Sha256.of(file));
    }
}
