package io.tesela.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tesela.client.upload.UploadProgress;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobId;
import io.tesela.domain.report.JobReport;
import io.tesela.wire.ServerMessage.Progress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What programs are told on standard error: one JSON object a line, whose {@code event} says what it is about; pure functions.
 *
 * <p>Fields are called as in the protocol and in the report; those that are not known are left out. {@code doc/EVENTS.md} lists them.
 */
final class JobEvents {
    /** State of a job that is not at its server any more; it is called so over HTTP, too. */
    static final String GONE = "gone";

    private JobEvents() {}

    static String accepted(JobId job) {
        return event("accepted").put("job", job.value()).toString();
    }

    static String queued(long ahead) {
        return event("queued").put("ahead", ahead).toString();
    }

    static String progress(UploadProgress progress) {
        ObjectNode json = event("progress").put("sent", progress.uploaded());
        Long size = progress.size();
        if (size != null) {
            json.put("size", size);
        }
        json.put("stored", progress.downloaded());
        Progress server = progress.server();
        if (server != null) {
            add(server, json);
        }
        return json.toString();
    }

    static String note(String sentence) {
        return event("note").put("message", sentence).toString();
    }

    static String reconnecting(String reason, Duration pause) {
        return event("reconnecting")
                .put("message", reason)
                .put("pause_s", pause.toMillis() / 1000.0)
                .toString();
    }

    static String done(JobReport report) {
        return event("done")
                .put("job", report.job())
                .put("ok", report.ok())
                .put("output_path", report.outputPath())
                .put("frames", report.frames().encoded())
                .put("degraded", report.tileCounts().degraded())
                .put("elapsed_s", report.elapsedS())
                .put("fps_out", report.fpsOut())
                .toString();
    }

    /** The job goes on without its client. */
    static String detached(JobId job) {
        return event("done").put("job", job.value()).put("detached", true).toString();
    }

    /**
     * How the watching of a job ended.
     *
     * @param state in which the job is now; null: it is not known
     */
    static String watched(JobId job, @Nullable String state, Verdict verdict) {
        ObjectNode json = event(
                        switch (verdict.exitCode()) {
                            case ExitCode.OK -> "done";
                            case ExitCode.CANCELLED -> "cancelled";
                            default -> "error";
                        })
                .put("job", job.value());
        if (state != null) {
            json.put("state", state);
        }
        return withCode(json, verdict.code()).put("message", verdict.sentence()).toString();
    }

    /** Somebody wanted the job to end, and it has. */
    static String cancelled(JobId job) {
        return event("cancelled").put("job", job.value()).toString();
    }

    static String cancelled(String sentence) {
        return event("cancelled").put("message", sentence).toString();
    }

    /** @param code null: it is about a flag, or a file of this machine */
    static String error(@Nullable FailureCode code, String sentence) {
        return withCode(event("error"), code).put("message", sentence).toString();
    }

    private static void add(Progress server, ObjectNode json) {
        json.put("uploaded", server.uploaded()).put("decoded", server.decoded()).put("encoded", server.encoded());
        Long total = server.totalFrames();
        if (total != null) {
            json.put("total_frames", total);
        }
        json.put("fps", server.fps());
        Double etaS = server.etaS();
        if (etaS != null) {
            json.put("eta_s", etaS);
        }
        json.put("degraded", server.degraded());
        String waitingFor = server.waitingFor();
        if (waitingFor != null) {
            json.put("waiting_for", waitingFor);
        }
    }

    private static ObjectNode withCode(ObjectNode json, @Nullable FailureCode code) {
        return code == null ? json : json.put("code", code.name()).put("retryable", code.retryable());
    }

    private static ObjectNode event(String name) {
        return JsonNodeFactory.instance.objectNode().put("event", name);
    }
}
