package io.tesela.kafka.record;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobId;
import io.tesela.domain.report.SegmentReceipt;
import io.tesela.domain.report.TileLoads;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.kafka.record.OutputRecord.SegmentDone;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.kafka.topic.Topics;
import java.util.List;
import java.util.Map;

/**
 * Records of the output topic; the key is the job, the partition that of its ingest.
 *
 * <pre>
 * header "tesela", big-endian; s = two bytes of length, then UTF-8
 * every type: 1 layout version (1), 1 type, s job, then
 *
 * type 1, segment part: 8 epoch, 4 segment, 4 part          value: the bytes
 * type 2, segment done: nothing                             value: JSON of the receipt
 * type 3, job failed:   s code, s message                   value: empty
 * </pre>
 */
public final class OutputRecordCodec {
    private static final int PART = 1;
    private static final int DONE = 2;
    private static final int FAILED = 3;

    /** An assembler of a version before says nothing of what filters found. */
    private static final Map<String, Object> ADDED = Map.of("found", List.of(), "tileLoads", TileLoads.NONE);

    private OutputRecordCodec() {}

    /** Returns the record for one partition of the output topic; shares the bytes of a part. */
    public static FlowRecord encode(OutputRecord output, int partition) {
        FieldWriter fields;
        byte[] value;
        if (output instanceof SegmentPart part) {
            fields = start(PART, part.job())
                    .putLong(part.epoch())
                    .putInt(part.segment())
                    .putInt(part.part());
            value = part.bytes();
        } else if (output instanceof SegmentDone done) {
            fields = start(DONE, done.job());
            value = receiptJson(done.receipt());
        } else if (output instanceof JobFailed failed) {
            fields = start(FAILED, failed.job()).putString(failed.code().name()).putString(failed.message());
            value = new byte[0];
        } else {
            throw new IllegalArgumentException("output: " + output + " (expected: a known kind)");
        }
        return FlowRecord.inPartition(Topics.OUTPUT, partition, output.job().value(), value, RecordHeader.of(fields));
    }

    /**
     * Returns the output; shares the record's value.
     *
     * @throws MalformedRecordException if it is none
     */
    public static OutputRecord decode(FlowRecord record) {
        byte[] value = RecordHeader.requireValue(record);
        return FieldReader.read("output record", RecordHeader.require(record), fields -> read(fields, value));
    }

    /** Returns a receipt as it stands in its record: JSON on one line. */
    public static byte[] receiptJson(SegmentReceipt receipt) {
        return RecordJson.write(receipt);
    }

    /**
     * Returns the receipt.
     *
     * @throws MalformedRecordException if it is none
     */
    public static SegmentReceipt receipt(byte[] json) {
        return RecordJson.read(json, SegmentReceipt.class, ADDED);
    }

    private static FieldWriter start(int type, JobId job) {
        return RecordHeader.write(type).putString(job.value());
    }

    private static OutputRecord read(FieldReader fields, byte[] value) {
        int type = RecordHeader.readType(fields);
        JobId job = new JobId(fields.getString());
        return switch (type) {
            case PART -> new SegmentPart(job, fields.getLong(), fields.getInt(), fields.getInt(), value);
            case DONE -> new SegmentDone(receipt(value));
            case FAILED -> new JobFailed(job, FailureCode.valueOf(fields.getString()), fields.getString());
            default -> throw new IllegalArgumentException("type: " + type + " (expected: 1 to 3)");
        };
    }
}
