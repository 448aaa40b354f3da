package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;

/** What a client is told that asks for a job which it cannot have. */
final class JobRefusals {
    private JobRefusals() {}

    /** Whatever ended it, asking again will not help. */
    static TeselaException over(JobId id, TeselaException reason) {
        boolean lasting = !reason.retryable() && reason.code() != FailureCode.CHECKSUM_MISMATCH;
        return new TeselaException(
                lasting ? reason.code() : FailureCode.UNKNOWN_JOB,
                "job: " + id + " has ended: " + reason.sentence(),
                reason);
    }

    static TeselaException live(JobId id) {
        return new TeselaException(
                FailureCode.UNKNOWN_JOB, "job: " + id + ": live (expected: one of a video with an end)");
    }

    /** It is another ingest's, or nobody's. */
    static TeselaException unknown(JobId id, JobContext context) {
        return new TeselaException(
                FailureCode.UNKNOWN_JOB,
                context.directory()
                        .find(id)
                        .filter(entry -> !entry.ingest().equals(context.config().id()))
                        .map(entry -> "job: " + id + " belongs to " + entry.ingest() + " (expected: a job of "
                                + context.config().id() + "; ask there)")
                        .orElse("job: " + id + " (expected: one that this server has; it keeps a job for "
                                + context.config().keeping().retention().toSeconds()
                                + " s after its client has gone)"));
    }

    static TeselaException stopping() {
        return new TeselaException(FailureCode.BUSY, "the server is being stopped (expected: try again later)");
    }

    static TeselaException suspending() {
        return new TeselaException(
                FailureCode.BUSY, "the server is being stopped, and keeps the job (expected: come back for it)");
    }
}
