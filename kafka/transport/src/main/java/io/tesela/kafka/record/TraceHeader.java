package io.tesela.kafka.record;

import io.tesela.domain.trace.TraceParent;
import io.tesela.kafka.flow.FlowRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The header that puts a record into the trace of its job: {@code traceparent}, UTF-8, see {@link TraceParent}.
 *
 * <p>It is there only while somebody takes traces, says nothing of what the record means, and is passed over where it is damaged.
 *
 * <pre>
 * tile:           its frame; only of frames whose spans are taken
 * frame manifest: its frame, or its job, if the spans of the frame are not taken
 * </pre>
 */
public final class TraceHeader {
    private static final String NAME = "traceparent";

    private TraceHeader() {}

    /** Returns a record with the header; shares key, value and headers. */
    public static FlowRecord on(FlowRecord record, TraceParent parent) {
        return record.withHeader(NAME, parent.header().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns what a record belongs below; empty if it does not say. */
    public static Optional<TraceParent> of(FlowRecord record) {
        byte[] header = record.header(NAME);
        return header == null ? Optional.empty() : TraceParent.parse(new String(header, StandardCharsets.UTF_8));
    }
}
