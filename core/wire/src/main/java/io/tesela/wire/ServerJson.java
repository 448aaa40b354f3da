package io.tesela.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobId;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Attachment;
import io.tesela.wire.ServerMessage.Detached;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Grant;
import io.tesela.wire.ServerMessage.Jobs;
import io.tesela.wire.ServerMessage.Limits;
import io.tesela.wire.ServerMessage.Output;
import io.tesela.wire.ServerMessage.Preview;
import io.tesela.wire.ServerMessage.Progress;
import io.tesela.wire.ServerMessage.Queued;
import io.tesela.wire.ServerMessage.Result;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** JSON of what a server says. */
final class ServerJson {
    private ServerJson() {}

    static MessageHead<ServerMessage> read(JsonFields json) {
        return switch (json.name()) {
            case "queued" -> MessageHead.bare(json, new Queued(json.whole("ahead")));
            case "accepted" -> MessageHead.bare(json, accepted(json));
            case "detached" -> MessageHead.bare(json, new Detached(new JobId(json.text("job"))));
            case "jobs" -> MessageHead.bare(json, JobStatusJson.read(json));
            case "grant" -> MessageHead.bare(json, new Grant(json.whole("offset")));
            case "progress" -> MessageHead.bare(json, progress(json));
            case "output" -> output(json);
            case "attachment" -> attachment(json);
            case "preview" -> preview(json);
            case "result" -> result(json);
            case "error" -> MessageHead.bare(json, failure(json));
            default ->
                throw JsonFields.refusal(
                        "type: '" + json.name()
                                + "' (expected: one of queued, accepted, detached, jobs, grant, progress, output, attachment, preview, result, error)");
        };
    }

    static void write(ServerMessage message, ObjectNode json) {
        if (message instanceof Queued queued) {
            json.put("ahead", queued.ahead());
        } else if (message instanceof Accepted accepted) {
            write(accepted, json);
        } else if (message instanceof Detached detached) {
            json.put("job", detached.job().value());
        } else if (message instanceof Jobs jobs) {
            JobStatusJson.write(jobs, json);
        } else if (message instanceof Grant grant) {
            json.put("offset", grant.offset());
        } else if (message instanceof Progress progress) {
            write(progress, json);
        } else if (message instanceof Output output) {
            json.put("offset", output.offset());
            json.put(WireCodec.BYTES, output.payload().remaining());
            json.put("crc32c", Crc32c.hex(output.crc32c()));
        } else if (message instanceof Attachment attachment) {
            json.put("name", attachment.name());
            json.put(WireCodec.BYTES, attachment.payload().remaining()).put("last", attachment.last());
        } else if (message instanceof Preview preview) {
            json.put("frame", preview.frame());
            json.put(WireCodec.BYTES, preview.payload().remaining());
        } else if (message instanceof Result result) {
            write(result, json);
        } else if (message instanceof Failure failure) {
            json.put("code", failure.code().name()).put("message", failure.message());
            json.put("retryable", failure.retryable());
        }
    }

    private static Accepted accepted(JsonFields json) {
        JobId job = new JobId(json.text("job"));
        return new Accepted(
                job,
                json.whole("upload_offset"),
                json.optionalFlag("upload_complete"),
                limits(json.optionalObject("limits")),
                json.optionalText("advice"));
    }

    private static Limits limits(@Nullable JsonFields json) {
        if (json == null) {
            return Limits.PROTOCOL;
        }
        Long jsonBytes = json.optionalWhole("json_bytes", 2, WireCodec.MAX_JSON_BYTES);
        Long payloadBytes = json.optionalWhole("payload_bytes", 1, WireCodec.MAX_PAYLOAD_BYTES);
        return new Limits(
                jsonBytes == null ? WireCodec.MAX_JSON_BYTES : jsonBytes.intValue(),
                payloadBytes == null ? WireCodec.MAX_PAYLOAD_BYTES : payloadBytes.intValue(),
                json.optionalWhole("upload_bytes"));
    }

    private static Progress progress(JsonFields json) {
        return new Progress(
                json.whole("uploaded"),
                json.whole("decoded"),
                json.whole("encoded"),
                json.optionalWhole("total_frames"),
                json.number("fps"),
                json.optionalNumber("eta_s"),
                json.whole("degraded"),
                json.optionalText("waiting_for"));
    }

    private static MessageHead<ServerMessage> output(JsonFields json) {
        long offset = json.whole("offset");
        int crc32c = json.crc32c("crc32c");
        return MessageHead.of(json, payload -> new Output(offset, payload, crc32c));
    }

    private static MessageHead<ServerMessage> attachment(JsonFields json) {
        Attachment empty = new Attachment(json.text("name"), Payload.none(), json.flag("last"));
        return MessageHead.of(json, payload -> new Attachment(empty.name(), payload, empty.last()));
    }

    private static MessageHead<ServerMessage> preview(JsonFields json) {
        long frame = json.whole("frame");
        return MessageHead.of(json, payload -> new Preview(frame, payload));
    }

    private static MessageHead<ServerMessage> result(JsonFields json) {
        boolean ok = json.flag("ok");
        double fpsOut = json.number("fps_out");
        long retries = json.whole("retries");
        double p95Ms = json.number("p95_ms");
        String outputPath = json.optionalText("output_path");
        String path = outputPath == null ? "" : outputPath;
        boolean last = json.flag("last");
        return MessageHead.of(json, payload -> new Result(ok, fpsOut, retries, p95Ms, path, payload, last));
    }

    private static Failure failure(JsonFields json) {
        String code = json.text("code");
        // A code of a later version still is a failure with a sentence.
        FailureCode known = Arrays.stream(FailureCode.values())
                .filter(each -> each.name().equals(code))
                .findFirst()
                .orElse(FailureCode.INTERNAL);
        return new Failure(known, json.text("message"), json.flag("retryable"));
    }

    private static void write(Accepted accepted, ObjectNode json) {
        json.put("job", accepted.job().value()).put("upload_offset", accepted.uploadOffset());
        if (accepted.uploadComplete()) {
            json.put("upload_complete", true);
        }
        ObjectNode limits = json.putObject("limits");
        limits.put("json_bytes", accepted.limits().jsonBytes());
        limits.put("payload_bytes", accepted.limits().payloadBytes());
        Long uploadBytes = accepted.limits().uploadBytes();
        if (uploadBytes != null) {
            limits.put("upload_bytes", uploadBytes);
        }
        String advice = accepted.advice();
        if (advice != null) {
            json.put("advice", advice);
        }
    }

    private static void write(Progress progress, ObjectNode json) {
        json.put("uploaded", progress.uploaded());
        json.put("decoded", progress.decoded()).put("encoded", progress.encoded());
        Long totalFrames = progress.totalFrames();
        if (totalFrames != null) {
            json.put("total_frames", totalFrames);
        }
        json.set("fps", WireCodec.number(progress.fps()));
        Double etaS = progress.etaS();
        if (etaS != null) {
            json.set("eta_s", WireCodec.number(etaS));
        }
        json.put("degraded", progress.degraded());
        String waitingFor = progress.waitingFor();
        if (waitingFor != null) {
            json.put("waiting_for", waitingFor);
        }
    }

    private static void write(Result result, ObjectNode json) {
        json.put("ok", result.ok());
        json.set("fps_out", WireCodec.number(result.fpsOut()));
        json.put("retries", result.retries());
        json.set("p95_ms", WireCodec.number(result.p95Ms()));
        json.put("output_path", result.outputPath());
        json.put(WireCodec.BYTES, result.payload().remaining()).put("last", result.last());
    }
}
