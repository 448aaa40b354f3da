package io.tesela.kafka.record;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.FoundRun;
import io.tesela.domain.report.LatencyHistogram;
import io.tesela.domain.report.ProcessSample;
import io.tesela.domain.report.ProcessUse;
import io.tesela.domain.report.ProcessorShare;
import io.tesela.domain.report.SegmentReceipt;
import io.tesela.domain.report.TileCounts;
import io.tesela.domain.report.TileLoads;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.kafka.record.OutputRecord.SegmentDone;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Load;
import io.tesela.kafka.record.ProgressRecord.MissingTiles;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ProgressRecord.Parked;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.JobClosed;
import io.tesela.kafka.record.ResultRecord.JobRefused;
import io.tesela.kafka.record.ResultRecord.Position;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.testkit.SampleReceipts;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Records for tests: fixed ones, and any number of random ones. */
final class Samples {
    static final JobId JOB = new JobId("7f3a");

    private static final AudioFormat AUDIO = AudioFormat.of("aac", 48_000, 1024, new byte[] {0, 0, 0, 8, 1, 2, 3, 4});

    private Samples() {}

    static JobSpec spec() {
        VideoFormat format = new VideoFormat(
                64, 48, new TimeBase(1, 30000), new Ratio(30000, 1001), new Ratio(1, 1), ColorTags.UNKNOWN);
        return new JobSpec(
                JOB, "blur:3", new TileGrid(3, 2), format, Optional.of(AUDIO), EncoderSettings.DEFAULT, 48, 16, 1);
    }

    static SegmentReceipt receipt() {
        return SampleReceipts.receipt(JOB);
    }

    static TileRecord randomTile(Random random) {
        TileRecord.Work work = new TileRecord.Work(
                text(random),
                new TileGrid(1 + random.nextInt(64), 1 + random.nextInt(64)),
                1 + random.nextInt(9000),
                1 + random.nextInt(9000));
        return new TileRecord(key(random), 1 + random.nextInt(3), work, bytes(random));
    }

    static ResultRecord randomResult(Random random) {
        return switch (random.nextInt(5)) {
            case 0 ->
                new FrameManifest(
                        job(random),
                        new FrameTiming(natural(random), random.nextLong(), 1 + random.nextInt(9000)),
                        random.nextInt(1000),
                        any(random, Position.values()),
                        random.nextLong(),
                        audio(random));
            case 1 ->
                new TileResult(
                        new TileVerdict(
                                key(random),
                                1 + random.nextInt(3),
                                any(random, TileStatus.values()),
                                text(random),
                                text(random),
                                random.nextInt(5),
                                natural(random),
                                text(random),
                                process(random),
                                random.nextBoolean() ? Map.of() : Map.of(text(random), random.nextInt(9))),
                        bytes(random));
            case 3 -> new JobRefused(job(random), text(random));
            case 2 -> new SegmentCut(job(random), random.nextInt(1000), natural(random));
            default -> new JobClosed(job(random), natural(random));
        };
    }

    private static List<AudioPacket> audio(Random random) {
        long first = random.nextInt(-5000, 1 << 30);
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(i ->
                        new AudioPacket(new byte[1 + random.nextInt(9)], first + 1024L * i, 1 + random.nextInt(1024)))
                .toList();
    }

    static OutputRecord randomOutput(Random random) {
        return switch (random.nextInt(3)) {
            case 0 ->
                new SegmentPart(
                        job(random), natural(random), random.nextInt(1000), random.nextInt(1000), bytes(random));
            case 1 -> new SegmentDone(randomReceipt(random));
            default -> new JobFailed(job(random), any(random, FailureCode.values()), text(random));
        };
    }

    static ProgressRecord randomProgress(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Opened(spec(), text(random));
            case 1 -> new Cancelled(job(random));
            case 2 -> new Parked(checkpoint(random));
            default -> checkpoint(random);
        };
    }

    private static Checkpoint checkpoint(Random random) {
        return new Checkpoint(
                job(random),
                natural(random),
                random.nextInt(1000),
                natural(random),
                List.of(random.nextLong()),
                List.of(random.nextLong(), random.nextLong()),
                natural(random),
                List.of(new MissingTiles(natural(random), List.of(0, random.nextInt(100)))),
                new Load(natural(random), natural(random)));
    }

    static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] header(FlowRecord record) {
        return Objects.requireNonNull(record.header(RecordHeader.NAME));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] value(FlowRecord record) {
        return Objects.requireNonNull(record.value());
    }

    /** Returns a record like {@code record} with another header and value; null takes them away. */
    static FlowRecord like(FlowRecord record, byte @Nullable [] header, byte @Nullable [] value) {
        Map<String, byte[]> headers = header == null ? Map.of() : Map.of(RecordHeader.NAME, header);
        return FlowRecord.inPartition(record.topic(), 0, record.key(), value, headers);
    }

    private static SegmentReceipt randomReceipt(Random random) {
        return new SegmentReceipt(
                job(random),
                natural(random),
                random.nextInt(100),
                random.nextBoolean(),
                natural(random),
                random.nextInt(),
                natural(random),
                IntStream.range(0, random.nextInt(5))
                        .map(i -> random.nextInt())
                        .boxed()
                        .toList(),
                random.nextLong(),
                new TileCounts(natural(random), 1, 2, 3, 4),
                List.of(new DegradedTile(natural(random), 1, text(random), 2)),
                LatencyHistogram.EMPTY.with(random.nextInt(100_000)).with(random.nextInt(100_000)),
                List.of(new ProcessorShare(text(random), 3, LatencyHistogram.EMPTY, ProcessUse.of(process(random)))),
                List.of(new FoundRun(text(random), natural(random), 1 + random.nextInt(9), random.nextInt(4))),
                new TileLoads(List.of(5L, 7L), List.of(1L, 1L), List.of(0L, 0L, 1L)),
                text(random));
    }

    private static <E> E any(Random random, E[] values) {
        return values[random.nextInt(values.length)];
    }

    private static JobId job(Random random) {
        return new JobId(Long.toHexString(random.nextLong()));
    }

    private static TileKey key(Random random) {
        return new TileKey(job(random), natural(random), random.nextInt(4096));
    }

    private static ProcessSample process(Random random) {
        return new ProcessSample(natural(random), natural(random), natural(random) - 1, natural(random));
    }

    private static long natural(Random random) {
        return random.nextLong() >>> (1 + random.nextInt(62));
    }

    private static String text(Random random) {
        String alphabet = "abc:,0 \u00e9\u20ac\"\\\n";
        return random.ints(random.nextInt(20), 0, alphabet.length())
                .mapToObj(i -> alphabet.substring(i, i + 1))
                .reduce("", String::concat);
    }
}
