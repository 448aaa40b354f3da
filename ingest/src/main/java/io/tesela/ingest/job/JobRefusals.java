package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.wire.ClientMessage.Mode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

    static TeselaException cancelled() {
        return new TeselaException(FailureCode.CANCELLED, "it was cancelled at the server (expected: nothing more)");
    }

    static TeselaException notResumable(JobId id) {
        return new TeselaException(
                FailureCode.UNKNOWN_JOB,
                "job: " + id + ": live, or of pictures that are not all there (expected: one of a video with an end)");
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

    /**
     * Refuses to go on with a video that cannot be the one that the job began with.
     *
     * @param size of what the client has; null: it does not know, or has none
     */
    static void requireSameVideo(JobStatus job, @Nullable Long size) {
        Long own = job.size();
        if (size != null && own != null && !size.equals(own)) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE,
                    "size: " + size + " (expected: " + own + ", as of the video that job " + job.job()
                            + " began with)");
        }
    }

    /** A video comes to its end as it began. */
    static void requireSameMode(Mode began, boolean whole, Mode now) {
        if (!whole && now != began) {
            String expected = began.name().toLowerCase(Locale.ROOT);
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE,
                    "handshake: mode: " + now.name().toLowerCase(Locale.ROOT) + " (expected: " + expected
                            + ", as the job began)");
        }
    }

    static TeselaException stopping() {
        return new TeselaException(FailureCode.BUSY, "the server is being stopped (expected: try again later)");
    }

    static TeselaException suspending() {
        return new TeselaException(
                FailureCode.BUSY, "the server is being stopped, and keeps the job (expected: come back for it)");
    }
}
