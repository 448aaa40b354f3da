package io.tesela.kafka.record;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobId;
import io.tesela.domain.report.SegmentReceipt;

/** What ingest reads of a job's output: the parts of each segment, then its receipt; or that there will be none. */
public sealed interface OutputRecord {
    /** Returns the job, which is also the key of the record. */
    JobId job();

    /**
     * A run of bytes of a segment; parts of a segment follow each other in one partition.
     *
     * <p><b>Ownership:</b> holds the array it is given, without a copy.
     */
    final class SegmentPart implements OutputRecord {
        private final JobId job;
        private final long epoch;
        private final int segment;
        private final int part;
        private final byte[] bytes;

        /**
         * @param epoch which owner of the job made it
         * @param segment 0-based
         * @param part 0-based within the segment
         */
        public SegmentPart(JobId job, long epoch, int segment, int part, byte[] bytes) {
            Bounds.requireAtLeast("epoch", epoch, 0);
            Bounds.requireAtLeast("segment", segment, 0);
            Bounds.requireAtLeast("part", part, 0);
            this.job = job;
            this.epoch = epoch;
            this.segment = segment;
            this.part = part;
            this.bytes = bytes;
        }

        @Override
        public JobId job() {
            return job;
        }

        /** Returns which owner of the job made it. */
        public long epoch() {
            return epoch;
        }

        /** Returns the number of the segment, 0-based. */
        public int segment() {
            return segment;
        }

        /** Returns the number of the part within the segment, 0-based. */
        public int part() {
            return part;
        }

        /** Returns the bytes themselves, not a copy. */
        public byte[] bytes() {
            return bytes;
        }
    }

    /** A segment is complete with the parts before this record. */
    record SegmentDone(SegmentReceipt receipt) implements OutputRecord {
        @Override
        public JobId job() {
            return receipt.job();
        }
    }

    /**
     * The assembler cannot go on with the job.
     *
     * @param message one sentence for the user
     */
    record JobFailed(JobId job, FailureCode code, String message) implements OutputRecord {}
}
