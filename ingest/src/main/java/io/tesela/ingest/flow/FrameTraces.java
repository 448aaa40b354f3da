package io.tesela.ingest.flow;

import io.tesela.domain.job.JobId;
import io.tesela.domain.trace.TraceParent;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.TraceHeader;
import io.tesela.kafka.topic.Topics;
import io.tesela.telemetry.trace.SpanNames;
import io.tesela.telemetry.trace.TracedSpan;
import io.tesela.telemetry.trace.Tracing;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an ingest adds to the trace of one job: how long frames took to be decoded and published; and the headers by which other roles go
 * on with it.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds the spans of frames that are decoded and not published, a few.
 *   <li><b>Threads:</b> any.
 *   <li><b>Ownership:</b> spans of frames that are never published are never told.
 * </ul>
 */
public final class FrameTraces {
    private final Tracing tracing;
    private final TraceParent job;
    private final Map<Long, TracedSpan> frames = new ConcurrentHashMap<>();
    private final Map<Long, TracedSpan> publishing = new ConcurrentHashMap<>();

    public FrameTraces(Tracing tracing, JobId job) {
        this.tracing = tracing;
        this.job = TraceParent.ofJob(job);
    }

    /** Returns the frame that the decoder gives. */
    public TimedFrame decoding(long frame, Supplier<TimedFrame> decoder) {
        if (!tracing.takes(frame)) {
            return decoder.get();
        }
        TracedSpan span = tracing.begin(SpanNames.FRAME, job).tag(SpanNames.FRAME_INDEX, frame);
        frames.put(frame, span);
        TracedSpan decode = span.below(SpanNames.DECODE);
        try {
            return decoder.get();
        } finally {
            decode.close();
        }
    }

    /** Returns the records of a frame with what puts them into the trace; the same list if nothing is traced. */
    List<FlowRecord> publishing(long frame, List<FlowRecord> records) {
        if (!tracing.on()) {
            return records;
        }
        TracedSpan span = frames.get(frame);
        if (span == null) {
            return records.stream().map(this::ofJob).toList();
        }
        publishing.put(frame, span.below(SpanNames.PUBLISH));
        return span.asParent().map(parent -> below(parent, records)).orElse(records);
    }

    /** Notes that the records of a frame are safe in the log. */
    void published(long frame) {
        close(publishing.remove(frame));
        close(frames.remove(frame));
    }

    /** Of a frame whose spans are not taken, the manifest says what its segment belongs to. */
    private FlowRecord ofJob(FlowRecord record) {
        return record.topic().equals(Topics.RESULTS) ? TraceHeader.on(record, job) : record;
    }

    private static List<FlowRecord> below(TraceParent frame, List<FlowRecord> records) {
        return records.stream().map(record -> TraceHeader.on(record, frame)).toList();
    }

    private static void close(@Nullable TracedSpan span) {
        if (span != null) {
            span.close();
        }
    }
}
