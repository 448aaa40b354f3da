package io.tesela.wire;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a server says. */
public sealed interface ServerMessage extends WireMessage {

    /**
     * The job has to wait, and will be taken without being asked for again; said anew as the line moves, and as a sign of life.
     *
     * @param ahead jobs that go first
     */
    record Queued(long ahead) implements ServerMessage {
        @Override
        public String type() {
            return "queued";
        }
    }

    /**
     * The job is taken.
     *
     * @param job its id, to resume, ask for or cancel it
     * @param uploadOffset bytes of the video the server already has: the upload starts here
     * @param uploadComplete whether those are all, and right: there is nothing more to send, not even {@code eof}
     * @param limits what the server takes
     * @param advice one sentence on what was asked for, for people; null: there is nothing to say
     */
    record Accepted(
            JobId job,
            long uploadOffset,
            boolean uploadComplete,
            Limits limits,
            @Nullable String advice) implements ServerMessage {
        @Override
        public String type() {
            return "accepted";
        }
    }

    /**
     * What a server takes.
     *
     * @param jsonBytes longest JSON object
     * @param payloadBytes longest payload
     * @param uploadBytes longest video; null: no limit but its disk
     */
    record Limits(int jsonBytes, int payloadBytes, @Nullable Long uploadBytes) {
        /** The limits of the protocol itself. */
        public static final Limits PROTOCOL = new Limits(WireCodec.MAX_JSON_BYTES, WireCodec.MAX_PAYLOAD_BYTES, null);
    }

    /**
     * The video is there and right, and the job goes on without its client; the last message of a session that asked for it.
     *
     * @param job its id, to ask for it, fetch its result or cancel it
     */
    record Detached(JobId job) implements ServerMessage {
        @Override
        public String type() {
            return "detached";
        }
    }

    /**
     * How some jobs stand, the newest first; the answer to {@code status}, in parts, which end the session.
     *
     * @param last whether there are no more
     */
    record Jobs(List<JobStatus> jobs, boolean last) implements ServerMessage {
        /** Most jobs of one part, so that it stays below the longest JSON object, whatever videos and errors are called. */
        public static final int MAX_JOBS = 16;

        public Jobs {
            jobs = List.copyOf(jobs);
            if (jobs.size() > MAX_JOBS) {
                throw new IllegalArgumentException("jobs: " + jobs.size() + " (expected: at most " + MAX_JOBS + ")");
            }
        }

        @Override
        public String type() {
            return "jobs";
        }
    }

    /**
     * The client may send upload bytes below this offset; cumulative: the highest one counts.
     *
     * @param offset in the video
     */
    record Grant(long offset) implements ServerMessage {
        @Override
        public String type() {
            return "grant";
        }
    }

    /**
     * How far the job is.
     *
     * @param uploaded bytes of the video at the server
     * @param decoded frames
     * @param encoded frames
     * @param totalFrames of the video; null: not known yet
     * @param fps frames encoded per second, lately
     * @param etaS seconds to go; null: not known yet
     * @param degraded tiles
     * @param waitingFor what holds up the job: {@value #WHOLE_UPLOAD}, {@value #CLIENT}, {@value #PROCESSORS}, or a word of a later
     *     version; null: nothing
     */
    record Progress(
            long uploaded,
            long decoded,
            long encoded,
            @Nullable Long totalFrames,
            double fps,
            @Nullable Double etaS,
            long degraded,
            @Nullable String waitingFor)
            implements ServerMessage {
        /** The index of the video is at its end, so that it can only be decoded when all of it is there. */
        public static final String WHOLE_UPLOAD = "whole_upload";
        /** The client has not stored enough of the output. */
        public static final String CLIENT = "client";
        /** No tile processor is there. */
        public static final String PROCESSORS = "processors";

        @Override
        public String type() {
            return "progress";
        }
    }

    /**
     * Some bytes of the result, as fragmented MP4, in order.
     *
     * @param offset of the first byte in the download
     * @param payload at most 1 MiB
     * @param crc32c of the payload, as the sender computed it
     */
    record Output(long offset, ByteBuffer payload, int crc32c) implements ServerMessage {
        public Output {
            payload = Payload.checked(payload);
        }

        /** Returns an output message with the right checksum. */
        public static Output of(long offset, ByteBuffer payload) {
            return new Output(offset, payload, Crc32c.of(payload));
        }

        @Override
        public ByteBuffer payload() {
            return payload.duplicate();
        }

        @Override
        public String type() {
            return "output";
        }
    }

    /**
     * A part of a side file.
     *
     * @param name {@value #FRAME_CRC32C} or {@value #PREVIEW_GIF}
     * @param payload at most 1 MiB
     * @param last whether the side file ends here
     */
    record Attachment(String name, ByteBuffer payload, boolean last) implements ServerMessage {
        /** The side file with one CRC32C a frame. */
        public static final String FRAME_CRC32C = "frame_crc32c";
        /** The preview as a moving picture. */
        public static final String PREVIEW_GIF = "preview.gif";

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

        public Attachment {
            // A client may use it as a file name.
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("name: " + name + " (expected: a plain file name)");
            }
            payload = Payload.checked(payload);
        }

        @Override
        public ByteBuffer payload() {
            return payload.duplicate();
        }

        @Override
        public String type() {
            return "attachment";
        }
    }

    /**
     * A picture of the result while it is made.
     *
     * @param frame 0-based
     * @param payload a JPEG of at most 1 MiB
     */
    record Preview(long frame, ByteBuffer payload) implements ServerMessage {
        public Preview {
            payload = Payload.checked(payload);
        }

        @Override
        public ByteBuffer payload() {
            return payload.duplicate();
        }

        @Override
        public String type() {
            return "preview";
        }
    }

    /**
     * A part of the report, after the last output byte; its numbers are those of the report.
     *
     * @param ok whether every frame is there and no tile is degraded
     * @param fpsOut frames encoded per second of work
     * @param retries tiles that a processor had to try again
     * @param p95Ms from decoded to encoded, per frame, milliseconds
     * @param outputPath where the server keeps the video, empty if it does not
     * @param payload at most 1 MiB of the report's JSON
     * @param last whether the report ends here
     */
    record Result(
            boolean ok, double fpsOut, long retries, double p95Ms, String outputPath, ByteBuffer payload, boolean last)
            implements ServerMessage {
        public Result {
            payload = Payload.checked(payload);
        }

        @Override
        public ByteBuffer payload() {
            return payload.duplicate();
        }

        @Override
        public String type() {
            return "result";
        }
    }

    /**
     * The job or the message is refused, or the server failed; {@code error} on the wire; the last message of a session.
     *
     * @param code why
     * @param message one sentence, cut at {@value #MAX_MESSAGE} characters
     * @param retryable whether trying again unchanged may succeed
     */
    record Failure(FailureCode code, String message, boolean retryable) implements ServerMessage {
        /** Longest sentence; whatever a client sent and is told about, the object stays below its limit. */
        public static final int MAX_MESSAGE = 2000;

        public Failure {
            message = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE - 3) + "..." : message;
        }

        /** Returns the message that tells a client of {@code error}. */
        public static Failure of(TeselaException error) {
            return new Failure(error.code(), error.sentence(), error.retryable());
        }

        /** Returns the exception that this message brings. */
        public TeselaException toException() {
            return new TeselaException(code, message);
        }

        @Override
        public String type() {
            return "error";
        }
    }
}
