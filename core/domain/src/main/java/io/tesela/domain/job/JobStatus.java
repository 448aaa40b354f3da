package io.tesela.domain.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an ingest says of one of its jobs to whoever asks.
 *
 * @param job its id
 * @param name of the video, for people
 * @param state where it stands
 * @param attached whether a client is connected to it
 * @param detached whether it goes on without one
 * @param started when it was taken up
 * @param uploaded bytes of the video at the server
 * @param size bytes of the video; null: not known yet
 * @param decoded frames
 * @param encoded frames
 * @param outputBytes of the result, so far
 * @param degraded tiles
 * @param error why it failed; null: it did not
 */
public record JobStatus(
        JobId job,
        String name,
        State state,
        boolean attached,
        boolean detached,
        Instant started,
        long uploaded,
        @Nullable Long size,
        long decoded,
        long encoded,
        long outputBytes,
        long degraded,
        @Nullable String error) {

    /** Where a job stands. */
    public enum State {
        /** Its video is not complete at the server; frames may be under way all the same. */
        UPLOADING,
        /** Its video is complete, its result is not. */
        RUNNING,
        /** Its result and its report can be fetched. */
        DONE,
        /** It ended without a result. */
        FAILED
    }
}
