package io.tesela.kafka.record;

import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.frame.FrameTiming;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.report.ProcessSample;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.ResultRecord.JobClosed;
import io.tesela.kafka.record.ResultRecord.JobRefused;
import io.tesela.kafka.record.ResultRecord.Position;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import io.tesela.kafka.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Records of the results topic; the key is the job.
 *
 * <pre>
 * header "tesela", big-endian; s = two bytes of length, then UTF-8
 * every type: 1 layout version (1), 1 type, s job, then
 *
 * type 1, frame manifest: 8 frame, 8 pts, 8 duration, 4 segment, 1 position (0 inside, 1 ends segment, 2 ends job),
 *                         8 decoded at, ms since 1970
 * type 2, tile result:    8 frame, 4 tile, 4 attempt, 1 status (0 filtered, 1 failed, 2 filled), s processor,
 *                         s tile stage as a compact chain, 4 tries, 8 time of the stage, microseconds, s reason,
 *                         8 process started at, ms since 1970 (0 unknown), 8 up, ms, 8 CPU time, ms (-1 unknown),
 *                         8 peak resident memory, bytes (0 unknown), 1 n, 0 to 64, then n times, by name:
 *                         s filter, 4 count
 * type 3, job closed:     8 frames
 * type 4, segment cut:    4 segment, 8 last frame
 * type 5, job refused:    s reason
 *
 * value: frame manifest: {@link AudioValue}; tile result: the tile stage's output, or the original core; others: empty
 * </pre>
 */
public final class ResultRecordCodec {
    private static final int MANIFEST = 1;
    private static final int TILE = 2;
    private static final int CLOSED = 3;
    private static final int CUT = 4;
    private static final int REFUSED = 5;
    // The index is the code: append, never reorder.
    private static final List<Position> POSITIONS = List.of(Position.INSIDE, Position.ENDS_SEGMENT, Position.ENDS_JOB);
    private static final List<TileStatus> STATUSES = List.of(TileStatus.FILTERED, TileStatus.FAILED, TileStatus.FILLED);

    private ResultRecordCodec() {}

    /** Returns the record; shares the output of a tile result. */
    public static FlowRecord encode(ResultRecord result) {
        FieldWriter fields;
        byte[] value = new byte[0];
        if (result instanceof FrameManifest manifest) {
            fields = manifest(manifest);
            value = AudioValue.encode(manifest.audio());
        } else if (result instanceof TileResult tile) {
            fields = tile(tile.verdict());
            value = tile.output();
        } else if (result instanceof JobClosed closed) {
            fields = start(CLOSED, closed.job()).putLong(closed.frames());
        } else if (result instanceof SegmentCut cut) {
            fields = start(CUT, cut.job()).putInt(cut.segment()).putLong(cut.lastFrame());
        } else if (result instanceof JobRefused refused) {
            fields = start(REFUSED, refused.job()).putString(refused.reason());
        } else {
            throw new IllegalArgumentException("result: " + result + " (expected: a known kind)");
        }
        return FlowRecord.keyed(Topics.RESULTS, result.job().value(), value, RecordHeader.of(fields));
    }

    /**
     * Returns the result; shares the record's value.
     *
     * @throws MalformedRecordException if it is none
     */
    public static ResultRecord decode(FlowRecord record) {
        byte[] value = RecordHeader.requireValue(record);
        return FieldReader.read("result record", RecordHeader.require(record), fields -> read(fields, value));
    }

    /** Returns whether a record says of itself that it is a tile result, also one that {@link #decode} refuses. */
    public static boolean isTileResult(FlowRecord record) {
        return RecordHeader.type(record).orElse(0) == TILE;
    }

    private static FieldWriter start(int type, JobId job) {
        return RecordHeader.write(type).putString(job.value());
    }

    private static FieldWriter manifest(FrameManifest manifest) {
        return start(MANIFEST, manifest.job())
                .putLong(manifest.timing().index())
                .putLong(manifest.timing().pts())
                .putLong(manifest.timing().duration())
                .putInt(manifest.segment())
                .putByte(POSITIONS.indexOf(manifest.position()))
                .putLong(manifest.decodedAtMs());
    }

    private static FieldWriter tile(TileVerdict verdict) {
        FieldWriter fields = start(TILE, verdict.key().job())
                .putLong(verdict.key().frame())
                .putInt(verdict.key().tile())
                .putInt(verdict.attempt())
                .putByte(STATUSES.indexOf(verdict.status()))
                .putString(verdict.processor())
                .putString(verdict.filters())
                .putInt(verdict.tries())
                .putLong(verdict.filterMicros())
                .putString(verdict.reason())
                .putLong(verdict.process().startedAtMs())
                .putLong(verdict.process().upMs())
                .putLong(verdict.process().cpuMs())
                .putLong(verdict.process().peakRssBytes())
                .putByte(verdict.found().size());
        new TreeMap<>(verdict.found())
                .forEach((filter, count) -> fields.putString(filter).putInt(count));
        return fields;
    }

    private static ResultRecord read(FieldReader fields, byte[] value) {
        int type = RecordHeader.readType(fields);
        JobId job = new JobId(fields.getString());
        return switch (type) {
            case MANIFEST -> readManifest(job, fields, AudioValue.decode(value));
            case TILE -> new TileResult(readVerdict(job, fields), value);
            case CLOSED -> new JobClosed(job, fields.getLong());
            case CUT -> new SegmentCut(job, fields.getInt(), fields.getLong());
            case REFUSED -> new JobRefused(job, fields.getString());
            default -> throw new IllegalArgumentException("type: " + type + " (expected: 1 to 5)");
        };
    }

    private static FrameManifest readManifest(JobId job, FieldReader fields, List<AudioPacket> audio) {
        FrameTiming timing = new FrameTiming(fields.getLong(), fields.getLong(), fields.getLong());
        int segment = fields.getInt();
        Position position = choose(POSITIONS, fields.getByte());
        return new FrameManifest(job, timing, segment, position, fields.getLong(), audio);
    }

    private static TileVerdict readVerdict(JobId job, FieldReader fields) {
        TileKey key = new TileKey(job, fields.getLong(), fields.getInt());
        int attempt = fields.getInt();
        TileStatus status = choose(STATUSES, fields.getByte());
        String processor = fields.getString();
        String filters = fields.getString();
        int tries = fields.getInt();
        long micros = fields.getLong();
        String reason = fields.getString();
        ProcessSample process =
                new ProcessSample(fields.getLong(), fields.getLong(), fields.getLong(), fields.getLong());
        return new TileVerdict(
                key, attempt, status, processor, filters, tries, micros, reason, process, readFound(fields));
    }

    private static Map<String, Integer> readFound(FieldReader fields) {
        Map<String, Integer> found = new TreeMap<>();
        for (int left = fields.getByte(); left > 0; left--) {
            String filter = fields.getString();
            if (found.put(filter, fields.getInt()) != null) {
                throw new IllegalArgumentException("found: " + filter + " twice (expected: once)");
            }
        }
        return found;
    }

    private static <T> T choose(List<T> values, int code) {
        if (code >= values.size()) {
            throw new IllegalArgumentException("code: " + code + " (expected: below " + values.size() + ")");
        }
        return values.get(code);
    }
}
