package io.tesela.kafka.record;

import io.tesela.domain.job.JobId;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.KeyPartitioner;
import io.tesela.kafka.record.ProgressRecord.Attended;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Forgotten;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ProgressRecord.Parked;
import io.tesela.kafka.record.ProgressRecord.Unreadable;
import io.tesela.kafka.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records of the compacted progress topic; all of a job are in one partition.
 *
 * <pre>
 * key                       value (JSON)
 * JOB/open                  Opened;      a tombstone: Forgotten
 * JOB/cancel                Cancelled;   a tombstone says nothing
 * JOB/checkpoint/EPOCH      Checkpoint, Parked; a tombstone says nothing
 * JOB/attended              Attended;    a tombstone says nothing
 * header "tesela": 1 layout version (1), 1 type (1 opened, 2 cancelled, 3 checkpoint, 4 parked, 5 attended)
 * </pre>
 */
public final class ProgressRecordCodec {
    private static final int OPENED = 1;
    private static final int CANCELLED = 2;
    private static final int CHECKPOINT = 3;
    private static final int PARKED = 4;
    private static final int ATTENDED = 5;
    private static final String OPEN_KEY = "/open";
    private static final String CANCEL_KEY = "/cancel";
    /** Not that of open: what is repeated comes to lie behind the checkpoints when the log is compacted. */
    private static final String ATTENDED_KEY = "/attended";

    private ProgressRecordCodec() {}

    /** Returns the record; {@link Forgotten} is written by {@link #tombstones}. */
    public static FlowRecord encode(ProgressRecord progress, int partitions) {
        if (progress instanceof Opened) {
            return value(progress, OPEN_KEY, OPENED, partitions);
        } else if (progress instanceof Cancelled) {
            return value(progress, CANCEL_KEY, CANCELLED, partitions);
        } else if (progress instanceof Attended) {
            return value(progress, ATTENDED_KEY, ATTENDED, partitions);
        } else if (progress instanceof Checkpoint checkpoint) {
            return value(progress, checkpointKey(checkpoint.epoch()), CHECKPOINT, partitions);
        } else if (progress instanceof Parked parked) {
            return value(progress, checkpointKey(parked.checkpoint().epoch()), PARKED, partitions);
        }
        throw new IllegalArgumentException("progress: " + progress + " (expected: one with a value)");
    }

    /** Returns the records that take a job out of the log; the one that means {@link Forgotten} is the last. */
    public static List<FlowRecord> tombstones(JobId job, long highestEpoch, int partitions) {
        List<FlowRecord> records = new ArrayList<>();
        for (long epoch = 1; epoch <= highestEpoch; epoch++) {
            records.add(tombstone(job, checkpointKey(epoch), partitions));
        }
        records.add(tombstone(job, ATTENDED_KEY, partitions));
        records.add(tombstone(job, CANCEL_KEY, partitions));
        records.add(tombstone(job, OPEN_KEY, partitions));
        return records;
    }

    /**
     * Returns what a record says; empty if it says nothing.
     *
     * @throws MalformedRecordException if it is not of this topic
     */
    public static Optional<ProgressRecord> decode(FlowRecord record) {
        byte[] value = record.value();
        if (value == null) {
            return forgotten(record);
        }
        byte[] header = RecordHeader.require(record);
        return Optional.of(FieldReader.read("progress record", header, fields -> read(fields, value)));
    }

    /** Returns the job that a record opens, by its key, where {@link #decode} refuses the record; empty if it opens none. */
    public static Optional<Unreadable> unreadable(FlowRecord record) {
        String key = record.key();
        if (key == null || !key.endsWith(OPEN_KEY) || record.tombstone()) {
            return Optional.empty();
        }
        String job = key.substring(0, key.length() - OPEN_KEY.length());
        return JobId.isValid(job) ? Optional.of(new Unreadable(new JobId(job))) : Optional.empty();
    }

    private static ProgressRecord read(FieldReader fields, byte[] value) {
        int type = RecordHeader.readType(fields);
        return switch (type) {
            case OPENED -> RecordJson.read(value, Opened.class);
            case CANCELLED -> RecordJson.read(value, Cancelled.class);
            case CHECKPOINT -> RecordJson.read(value, Checkpoint.class);
            case PARKED -> RecordJson.read(value, Parked.class);
            case ATTENDED -> RecordJson.read(value, Attended.class);
            default -> throw new IllegalArgumentException("type: " + type + " (expected: 1 to 5)");
        };
    }

    private static Optional<ProgressRecord> forgotten(FlowRecord record) {
        String key = record.key();
        if (key == null || !key.endsWith(OPEN_KEY)) {
            return Optional.empty();
        }
        String job = key.substring(0, key.length() - OPEN_KEY.length());
        try {
            return Optional.of(new Forgotten(new JobId(job)));
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("progress record: key " + key + " (expected: JOB/open)", e);
        }
    }

    private static FlowRecord value(ProgressRecord progress, String suffix, int type, int partitions) {
        JobId job = progress.job();
        return FlowRecord.inPartition(
                Topics.PROGRESS,
                partition(job, partitions),
                job + suffix,
                RecordJson.write(progress),
                RecordHeader.of(RecordHeader.write(type)));
    }

    private static FlowRecord tombstone(JobId job, String suffix, int partitions) {
        return FlowRecord.inPartition(Topics.PROGRESS, partition(job, partitions), job + suffix, null, Map.of());
    }

    private static int partition(JobId job, int partitions) {
        return KeyPartitioner.partition(job.value(), partitions);
    }

    private static String checkpointKey(long epoch) {
        return "/checkpoint/" + epoch;
    }
}
