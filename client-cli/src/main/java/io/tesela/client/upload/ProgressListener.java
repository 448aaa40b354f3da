package io.tesela.client.upload;

import io.tesela.domain.job.JobId;
import java.time.Duration;

/**
 * Watches one upload.
 *
 * <p><b>Threads:</b> one call at a time, on threads of the client; must not block for long.
 */
public interface ProgressListener {
    /** The server has taken the job, or goes on with it. */
    default void accepted(JobId job) {}

    /**
     * The server has something to say of what was asked for; of a new job, once.
     *
     * @param advice one sentence
     */
    default void advised(String advice) {}

    /**
     * The connection is lost, and will be made again.
     *
     * @param reason one sentence
     * @param pause before the next try
     */
    default void reconnecting(String reason, Duration pause) {}

    /** How far it is; ten times a second while the connection is there. */
    default void progress(UploadProgress progress) {}

    /** Everything is closed and what was incomplete is deleted; the last call, once, however it ended. */
    default void ended() {}
}
