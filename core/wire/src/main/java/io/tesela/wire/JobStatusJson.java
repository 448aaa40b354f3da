package io.tesela.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.domain.job.JobStatus.Outlook;
import io.tesela.wire.ServerMessage.Jobs;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON of what is said of jobs; also what {@code status --json} and {@code jobs --json} print. */
public final class JobStatusJson {
    private static final List<JobStatus.State> STATES = List.of(JobStatus.State.values());
    /** So that a message of {@link Jobs#MAX_JOBS} jobs fits, whatever their videos are called. */
    private static final int MAX_TEXT = 200;

    private JobStatusJson() {}

    /** Returns the JSON object that says how a job stands. */
    public static ObjectNode write(JobStatus status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("job", status.job().value()).put("name", shortened(status.name()));
        json.put("state", JsonFields.onWire(status.state()));
        json.put("attached", status.attached()).put("detached", status.detached());
        json.put("started", status.started().toString());
        json.put("uploaded", status.uploaded());
        Long size = status.size();
        if (size != null) {
            json.put("size", size);
        }
        json.put("decoded", status.decoded()).put("encoded", status.encoded());
        json.put("output_bytes", status.outputBytes()).put("degraded", status.degraded());
        String error = status.error();
        if (error != null) {
            json.put("error", shortened(error));
        }
        Outlook outlook = status.outlook();
        if (outlook != null) {
            write(outlook, json);
        }
        return json;
    }

    private static void write(Outlook outlook, ObjectNode json) {
        Long totalFrames = outlook.totalFrames();
        if (totalFrames != null) {
            json.put("total_frames", totalFrames);
        }
        json.put("fps", outlook.fps());
        Double etaS = outlook.etaS();
        if (etaS != null) {
            json.put("eta_s", etaS);
        }
        String waitingFor = outlook.waitingFor();
        if (waitingFor != null) {
            json.put("waiting_for", waitingFor);
        }
    }

    static void write(Jobs jobs, ObjectNode json) {
        var list = json.putArray("jobs");
        jobs.jobs().forEach(status -> list.add(write(status)));
        json.put("last", jobs.last());
    }

    static Jobs read(JsonFields json) {
        List<JobStatus> jobs = new ArrayList<>();
        JsonNode list = json.optionalArray("jobs");
        if (list != null) {
            for (JsonNode job : list) {
                if (!job.isObject()) {
                    throw json.unexpected("jobs", job, "objects");
                }
                jobs.add(status(new JsonFields(json.name() + ".jobs", job)));
            }
        }
        return new Jobs(jobs, json.flag("last"));
    }

    private static JobStatus status(JsonFields json) {
        return new JobStatus(
                new JobId(json.text("job")),
                json.text("name"),
                json.word("state", STATES),
                json.flag("attached"),
                json.flag("detached"),
                started(json),
                json.whole("uploaded"),
                json.optionalWhole("size"),
                json.whole("decoded"),
                json.whole("encoded"),
                json.whole("output_bytes"),
                json.whole("degraded"),
                json.optionalText("error"),
                outlook(json));
    }

    private static @Nullable Outlook outlook(JsonFields json) {
        Double fps = json.optionalNumber("fps");
        return fps == null
                ? null
                : new Outlook(
                        json.optionalWhole("total_frames"),
                        fps,
                        json.optionalNumber("eta_s"),
                        json.optionalText("waiting_for"));
    }

    private static Instant started(JsonFields json) {
        try {
            return Instant.parse(json.text("started"));
        } catch (DateTimeException e) {
            throw JsonFields.refusal(
                    json.name() + ": started: " + json.text("started") + " (expected: an ISO 8601 time)");
        }
    }

    private static String shortened(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT - 3) + "..." : text;
    }
}
