package io.tesela.domain.trace;

import io.tesela.domain.job.JobId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The span that others are below, also those of other processes; it is always one that is recorded.
 *
 * <p>The ids of a job's own span, the root of its trace, follow from the job's id. So whoever works on a job, in whichever process and
 * life of it, works in the same trace, and needs to be told no more than which job it is.
 *
 * <p>Source: W3C Trace Context, {@code traceparent}: {@code 00-TRACE ID-SPAN ID-01}.
 *
 * @param traceId 32 of 0-9 and a-f, not all 0
 * @param spanId 16 of 0-9 and a-f, not all 0
 */
public record TraceParent(String traceId, String spanId) {
    private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");
    private static final Pattern HEADER = Pattern.compile("00-(" + TRACE_ID + ")-(" + SPAN_ID + ")-01");
    private static final int TRACE_ID_BYTES = 16;
    private static final int SPAN_ID_BYTES = 8;

    public TraceParent {
        require(TRACE_ID, "traceId", traceId);
        require(SPAN_ID, "spanId", spanId);
    }

    /** Returns the span of a whole job. */
    public static TraceParent ofJob(JobId job) {
        byte[] digest = sha256(job.value().getBytes(StandardCharsets.UTF_8));
        HexFormat hex = HexFormat.of();
        return new TraceParent(
                hex.formatHex(digest, 0, TRACE_ID_BYTES),
                hex.formatHex(digest, TRACE_ID_BYTES, TRACE_ID_BYTES + SPAN_ID_BYTES));
    }

    /** Returns what a header names; empty if it names none, another version's, or one that is not recorded. */
    public static Optional<TraceParent> parse(String header) {
        Matcher matcher = HEADER.matcher(header);
        return matcher.matches() ? Optional.of(new TraceParent(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** Returns the value of the header. */
    public String header() {
        return "00-" + traceId + "-" + spanId + "-01";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: every Java has it)", e);
        }
    }

    private static void require(Pattern form, String name, String value) {
        if (!form.matcher(value).matches()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + form + ")");
        }
    }
}
