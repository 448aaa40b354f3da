package io.tesela.ingest.output;

import io.tesela.domain.report.SegmentReceipt;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import java.util.zip.CRC32C;

/**
 * Decides what is to be done with the records of a job's output: whole segments are taken, in order, each number once, from
 * the highest epoch that shows up.
 *
 * <p>Pure: the caller writes. <b>Threads:</b> one at a time.
 */
final class SegmentIntake {
    private long epoch;
    private int nextSegment;
    private int nextPart;
    private long tailBytes;
    private CRC32C crc = new CRC32C();

    /** What to do. */
    enum Verdict {
        /** Write the bytes behind what is there. */
        APPEND,
        /** Cut off what follows the last whole segment, then write the bytes. */
        RESTART,
        /** The segment is whole: keep it. */
        COMMIT,
        /** Nothing. */
        IGNORE
    }

    Verdict offer(SegmentPart part) {
        if (part.epoch() < epoch || part.segment() != nextSegment) {
            return Verdict.IGNORE;
        }
        boolean restart = part.epoch() > epoch || part.part() == 0;
        if (restart) {
            beginSegment(part.epoch());
        }
        if (part.part() != nextPart) {
            return Verdict.IGNORE;
        }
        nextPart++;
        tailBytes += part.bytes().length;
        crc.update(part.bytes());
        return restart ? Verdict.RESTART : Verdict.APPEND;
    }

    Verdict offer(SegmentReceipt receipt) {
        boolean whole = receipt.epoch() == epoch
                && receipt.segment() == nextSegment
                && receipt.bytes() == tailBytes
                && receipt.crc32c() == (int) crc.getValue();
        if (!whole) {
            return Verdict.IGNORE;
        }
        nextSegment++;
        beginSegment(epoch);
        return Verdict.COMMIT;
    }

    /** Notes that a segment was taken in a former life of this ingest, the next one of the job. */
    void resume(SegmentReceipt taken) {
        nextSegment = taken.segment() + 1;
        beginSegment(Math.max(epoch, taken.epoch()));
    }

    /** Notes that the log has forgotten the job: it begins again, with the first epoch. */
    void forgetEpoch() {
        beginSegment(0);
    }

    /** Returns the highest epoch that has shown up; 0 if none has. */
    long epoch() {
        return epoch;
    }

    private void beginSegment(long of) {
        epoch = of;
        nextPart = 0;
        tailBytes = 0;
        crc = new CRC32C();
    }
}
