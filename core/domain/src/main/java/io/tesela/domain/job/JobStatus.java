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
 * @param outlook what is to be expected of it; null: it has ended, or nobody has said
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
        @Nullable String error,
        @Nullable Outlook outlook) {

    /**
     * What is to be expected of a job that is worked on.
     *
     * @param totalFrames of its video; null: its file does not say
     * @param fps frames encoded each second, lately
     * @param etaS seconds to its end; null: not known
     * @param waitingFor what holds it up, one word; null: nothing
     */
    public record Outlook(
            @Nullable Long totalFrames,
            double fps,
            @Nullable Double etaS,
            @Nullable String waitingFor) {
        /** Returns how many frames there are or, by the time that is left, will be; 0: neither is known. */
        public double frames(long encoded) {
            if (totalFrames != null) {
                return totalFrames;
            }
            return etaS == null ? 0 : encoded + etaS * fps;
        }
    }

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
