package io.tesela.assembler.testing;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.report.ProcessSample;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.JobClosed;
import io.tesela.kafka.record.ResultRecord.Position;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.testkit.SyntheticFrames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/** A small job with frames, uneven timestamps and the records that a join would read; the same seed gives the same job. */
public final class MadeJob {
    private static final int PACKET_TICKS = 1024;
    private static final int PRIMING = 1024;

    /** AAC, 48 kHz, mono, as FFmpeg describes it. */
    private static final AudioFormat AUDIO = new AudioFormat(
            "aac",
            48_000,
            PRIMING,
            "AAAAWm1wNGEAAAAAAAAAAQAAAAAAAAAAAAEAEAAAAAC7gAAAAAAANmVzZHMAAAAAA4CAgCUAAQAEgICAF0AVAAAAAAAAAAAAAAAF"
                    + "gICABRGIVuUABoCAgAEC");

    private final JobSpec spec;
    private final ChainPlan plan;
    private final List<PixelBuffer> originals = new ArrayList<>();
    private final List<FrameTiming> timings = new ArrayList<>();

    /** What a job is made of; its tiles are filtered by {@code invert}, which the fakes take for the identity. */
    public record Shape(
            String filters, TileGrid grid, int width, int height, int frames, int segmentFrames, int window) {
        /** Returns frames of 32x16 pixels in 2x2 tiles. */
        public static Shape of(int frames, int segmentFrames, int window) {
            return new Shape("invert", new TileGrid(2, 2), 32, 16, frames, segmentFrames, window);
        }

        /** Returns this shape with other filters. */
        public Shape with(String chain) {
            return new Shape(chain, grid, width, height, frames, segmentFrames, window);
        }
    }

    public MadeJob(String id, Shape shape, long seed) {
        VideoFormat format = new VideoFormat(
                shape.width(),
                shape.height(),
                new TimeBase(1, 1000),
                new Ratio(25, 1),
                new Ratio(1, 1),
                ColorTags.UNKNOWN);
        EncoderSettings encoder = new EncoderSettings("h264", "auto", "veryfast", 30);
        this.spec = new JobSpec(
                new JobId(id),
                shape.filters(),
                shape.grid(),
                format,
                Optional.of(AUDIO),
                encoder,
                shape.segmentFrames(),
                shape.window(),
                0);
        this.plan = spec.plan(FilterCatalogue.standard(), "a test");
        Random random = new Random(seed);
        SyntheticFrames pictures = new SyntheticFrames(random);
        long pts = random.nextInt(100);
        for (int i = 0; i < shape.frames(); i++) {
            originals.add(pictures.scene(plan.layout(), shape.width(), shape.height()));
            int duration = 20 + random.nextInt(40);
            timings.add(new FrameTiming(i, pts, duration));
            pts += duration;
        }
    }

    public JobSpec spec() {
        return spec;
    }

    public JobId id() {
        return spec.id();
    }

    public ChainPlan plan() {
        return plan;
    }

    public int frames() {
        return originals.size();
    }

    /** Returns the number of tiles of a frame. */
    public int tiles() {
        return plan.effectiveTiles().tiles();
    }

    public int segments() {
        return (frames() + spec.segmentFrames() - 1) / spec.segmentFrames();
    }

    public PixelBuffer original(long frame) {
        return originals.get((int) frame);
    }

    /** Returns the pts of all frames. */
    public List<Long> pts() {
        return timings.stream().map(FrameTiming::pts).toList();
    }

    public FrameManifest manifest(long frame) {
        Position position = frame == frames() - 1
                ? Position.ENDS_JOB
                : (frame + 1) % spec.segmentFrames() == 0 ? Position.ENDS_SEGMENT : Position.INSIDE;
        return new FrameManifest(
                id(),
                timings.get((int) frame),
                (int) (frame / spec.segmentFrames()),
                position,
                1_000 * frame,
                audio(frame));
    }

    /** Returns the packets that begin before a frame ends, and not before the frame before it did. */
    public List<AudioPacket> audio(long frame) {
        long from = frame == 0 ? -PRIMING : packetsBefore(frame - 1) * PACKET_TICKS - PRIMING;
        long to = packetsBefore(frame) * PACKET_TICKS - PRIMING;
        return LongStream.iterate(from, pts -> pts < to, pts -> pts + PACKET_TICKS)
                .mapToObj(pts -> new AudioPacket(new byte[] {(byte) pts, (byte) frame, 1}, pts, PACKET_TICKS))
                .toList();
    }

    /** Returns how many packets begin before a frame ends. */
    private long packetsBefore(long frame) {
        long end = timings.get((int) frame).end() * AUDIO.timescale() / 1000;
        return (end + PRIMING + PACKET_TICKS - 1) / PACKET_TICKS;
    }

    /** Returns a result as the first try of a processor gives it, where filtering changes nothing. */
    public TileResult filtered(long frame, int tile) {
        return result(verdict(frame, tile, 1, TileStatus.FILTERED, "p" + tile % 2, 1), core(frame, tile));
    }

    /** Returns a result of a processor that gave up. */
    public TileResult failed(long frame, int tile, int tries) {
        return result(verdict(frame, tile, 1, TileStatus.FAILED, "p0", tries), core(frame, tile));
    }

    /** Returns what ingest sends when nobody answers. */
    public TileResult filled(long frame, int tile, int attempt) {
        return result(verdict(frame, tile, attempt, TileStatus.FILLED, "ingest-1", 0), core(frame, tile));
    }

    public TileVerdict verdict(long frame, int tile, int attempt, TileStatus status, String processor, int tries) {
        String reason = status == TileStatus.FILTERED ? "" : "reason " + status;
        TileKey key = new TileKey(id(), frame, tile);
        // A process that uses half a core, and 1,000 bytes more with each frame.
        ProcessSample process = new ProcessSample(1_000_000, 1000 + 200 * frame, 100 * frame, 1000 * (frame + 1));
        return new TileVerdict(
                key, attempt, status, processor, plan.tileStageText(), tries, 700, reason, process, Map.of());
    }

    /** Returns a result whose filters found something. */
    public static TileResult finding(TileResult result, Map<String, Integer> found) {
        TileVerdict verdict = result.verdict();
        return new TileResult(
                new TileVerdict(
                        verdict.key(),
                        verdict.attempt(),
                        verdict.status(),
                        verdict.processor(),
                        verdict.filters(),
                        verdict.tries(),
                        verdict.filterMicros(),
                        verdict.reason(),
                        verdict.process(),
                        found),
                result.output());
    }

    public TileResult result(TileVerdict verdict, byte[] output) {
        return new TileResult(verdict, output);
    }

    /** Returns the original core of a tile. */
    public byte[] core(long frame, int tile) {
        return plan.geometry().cutCore(original(frame), tile);
    }

    /** Returns manifest and tiles of one frame. */
    public List<ResultRecord> frame(long frame) {
        List<ResultRecord> records = new ArrayList<>();
        records.add(manifest(frame));
        for (int tile = 0; tile < tiles(); tile++) {
            records.add(filtered(frame, tile));
        }
        return records;
    }

    /** Returns the records of frames, the first included, the last not. */
    public List<ResultRecord> frames(long from, long to) {
        List<ResultRecord> records = new ArrayList<>();
        for (long frame = from; frame < to; frame++) {
            records.addAll(frame(frame));
        }
        return records;
    }

    public JobClosed closed() {
        return new JobClosed(id(), frames());
    }

    /** Returns all records of the job in the plainest order. */
    public List<ResultRecord> records() {
        List<ResultRecord> records = frames(0, frames());
        records.add(closed());
        return records;
    }
}
