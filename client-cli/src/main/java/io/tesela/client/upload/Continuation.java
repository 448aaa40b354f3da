package io.tesela.client.upload;

import io.tesela.domain.job.JobId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a job when its client goes, or comes back.
 *
 * @param resume the job to go on with; null: a new one
 * @param detach whether the client goes once the video is at the server
 * @param reconnectFor how long a lost connection is tried to be made again; zero: not at all
 */
public record Continuation(@Nullable JobId resume, boolean detach, Duration reconnectFor) {
    /** A new job, whose client stays, and does not come back. */
    public static final Continuation NONE = new Continuation(null, false, Duration.ZERO);

    public Continuation {
        if (reconnectFor.isNegative()) {
            throw new IllegalArgumentException("reconnectFor: " + reconnectFor + " (expected: not negative)");
        }
    }
}
