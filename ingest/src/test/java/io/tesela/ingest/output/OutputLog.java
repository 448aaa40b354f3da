package io.tesela.ingest.output;

import io.tesela.domain.job.JobId;
import io.tesela.domain.report.DegradedTile;
import io.tesela.domain.report.LatencyHistogram;
import io.tesela.domain.report.ProcessSample;
import io.tesela.domain.report.ProcessUse;
import io.tesela.domain.report.ProcessorShare;
import io.tesela.domain.report.SegmentReceipt;
import io.tesela.domain.report.TileCounts;
import io.tesela.domain.report.TileLoads;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.OutputRecord;
import io.tesela.kafka.record.OutputRecord.SegmentDone;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import io.tesela.kafka.record.OutputRecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** A partition of the output topic: what was written to it, and how far it is committed. */
final class OutputLog {
    static final JobId JOB = new JobId("7f3a");

    private final List<OutputRecord> records = new ArrayList<>();
    private final List<Boolean> acknowledged = new ArrayList<>();
    private long generation;

    /** Returns a receipt of a segment of two frames. */
    static SegmentReceipt receipt(long epoch, int segment, boolean last, byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return new SegmentReceipt(
                JOB,
                epoch,
                segment,
                last,
                bytes.length,
                (int) crc.getValue(),
                2L * segment,
                List.of(2 * segment, 2 * segment + 1),
                2L * segment + 2,
                new TileCounts(8, 1, 1, 0, 2),
                List.of(new DegradedTile(2L * segment, 3, "why", 4)),
                LatencyHistogram.EMPTY.with(1000),
                List.of(new ProcessorShare(
                        "p-" + segment % 2,
                        8,
                        LatencyHistogram.EMPTY.with(10),
                        ProcessUse.of(new ProcessSample(1, 600L * segment, 100L * segment, 5000)))),
                List.of(),
                TileLoads.NONE,
                "libx264");
    }

    /** Appends a record; returns its offset. */
    int add(OutputRecord record) {
        records.add(record);
        acknowledged.add(false);
        return records.size() - 1;
    }

    /** Appends a whole segment in parts. */
    void addSegment(long epoch, int segment, boolean last, byte[] bytes, int partBytes) {
        for (int part = 0; part * partBytes < bytes.length; part++) {
            add(part(epoch, segment, part, bytes, partBytes));
        }
        add(new SegmentDone(receipt(epoch, segment, last, bytes)));
    }

    static SegmentPart part(long epoch, int segment, int part, byte[] bytes, int partBytes) {
        int from = part * partBytes;
        byte[] run = new byte[Math.min(partBytes, bytes.length - from)];
        System.arraycopy(bytes, from, run, 0, run.length);
        return new SegmentPart(JOB, epoch, segment, part, run);
    }

    int size() {
        return records.size();
    }

    OutputRecord record(int offset) {
        return records.get(offset);
    }

    boolean acknowledged(int offset) {
        return acknowledged.get(offset);
    }

    /** Returns the offset that a restart reads from: everything before it is acknowledged. */
    int committed() {
        int committed = acknowledged.indexOf(false);
        return committed < 0 ? records.size() : committed;
    }

    /** Begins a new generation, as after a reconnection: acknowledgements of former deliveries are void. */
    int rewind() {
        generation++;
        return committed();
    }

    Delivery delivery(int offset) {
        return new LogDelivery(offset, generation);
    }

    private final class LogDelivery implements Delivery {
        private final int offset;
        private final long under;

        LogDelivery(int offset, long under) {
            this.offset = offset;
            this.under = under;
        }

        @Override
        public FlowRecord record() {
            return OutputRecordCodec.encode(records.get(offset), 0);
        }

        @Override
        public int partition() {
            return 0;
        }

        @Override
        public long offset() {
            return offset;
        }

        @Override
        public long generation() {
            return under;
        }

        @Override
        public void acknowledge() {
            if (under == generation) {
                acknowledged.set(offset, true);
            }
        }
    }
}
