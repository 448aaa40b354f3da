package io.tesela.ingest.flow;

import io.tesela.domain.job.JobId;
import io.tesela.domain.trace.TraceParent;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.ResultRecord.Position;
import io.tesela.kafka.record.TraceHeader;
import io.tesela.kafka.topic.Topics;
import io.tesela.telemetry.trace.SpanNames;
import io.tesela.telemetry.trace.TracedSpan;
import io.tesela.telemetry.trace.Tracing;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an ingest adds to the trace of one job: how long frames took to be decoded and published; and the headers by which other roles go
 * on with it.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds the spans of frames that are decoded and not published, a few, and the ids of those that are not released.
 *   <li><b>Threads:</b> any.
 *   <li><b>Ownership:</b> whoever has one closes it, which ends the spans of frames that are not published.
 * </ul>
 */
public final class FrameTraces {
    private static final String NOT_PUBLISHED = "not published: the work on its job ended before";

    private final Tracing tracing;
    private final TraceParent job;
    private final Map<Long, TracedSpan> frames = new ConcurrentHashMap<>();
    private final Map<Long, TracedSpan> publishing = new ConcurrentHashMap<>();
    private final NavigableMap<Long, TraceParent> parents = new ConcurrentSkipListMap<>();
    private volatile boolean closed;

    public FrameTraces(Tracing tracing, JobId job) {
        this.tracing = tracing;
        this.job = TraceParent.ofJob(job);
    }

    /**
     * Returns the frame that the decoder gives. Meanwhile the one after it is decoded, see {@link FrameCursor}, so that is the one whose
     * decoding is timed; the first one was decoded when the video was opened.
     */
    public TimedFrame decoding(long frame, Supplier<TimedFrame> decoder) {
        if (!tracing.on()) {
            return decoder.get();
        }
        if (tracing.takes(frame)) {
            frames.computeIfAbsent(frame, this::begin);
            endIfClosed();
        }
        return tracing.takes(frame + 1) ? decodingNext(frame + 1, decoder) : decoder.get();
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
        span.asParent().ifPresent(parent -> parents.put(frame, parent));
        endIfClosed();
        return span.asParent().map(parent -> below(parent, records)).orElse(records);
    }

    /** Returns the record of a tile that is sent again with what puts it into the trace. */
    FlowRecord again(long frame, FlowRecord record) {
        TraceParent parent = parents.get(frame);
        return parent == null ? record : TraceHeader.on(record, parent);
    }

    /** Notes that the records of a frame are safe in the log. */
    void published(long frame) {
        if (!tracing.on()) {
            return;
        }
        close(publishing.remove(frame));
        close(frames.remove(frame));
    }

    /** Notes that the first {@code count} frames are not sent again. */
    public void released(long count) {
        if (tracing.on()) {
            parents.headMap(count).clear();
        }
    }

    /** Ends what is open, and what is begun from here on, as failed; for when no frame is published any more. */
    public void close() {
        closed = true;
        endIfClosed();
    }

    private TimedFrame decodingNext(long next, Supplier<TimedFrame> decoder) {
        TracedSpan span = begin(next);
        TracedSpan decode = span.below(SpanNames.DECODE);
        try {
            TimedFrame given = decoder.get();
            // Nothing comes after the last one: the spans of what is not there are not told.
            if (given.position() != Position.ENDS_JOB) {
                decode.close();
                frames.put(next, span);
            }
            return given;
        } catch (RuntimeException e) {
            fail(decode, String.valueOf(e.getMessage()));
            fail(span, String.valueOf(e.getMessage()));
            throw e;
        } finally {
            endIfClosed();
        }
    }

    private TracedSpan begin(long frame) {
        return tracing.begin(SpanNames.FRAME, job).tag(SpanNames.FRAME_INDEX, frame);
    }

    /** Asked after a span was put there: whoever closes this either finds it, or has said so before. */
    private void endIfClosed() {
        if (closed) {
            failAll(publishing);
            failAll(frames);
        }
    }

    private static void failAll(Map<Long, TracedSpan> open) {
        open.keySet().forEach(frame -> {
            TracedSpan span = open.remove(frame);
            if (span != null) {
                fail(span, NOT_PUBLISHED);
            }
        });
    }

    private static void fail(TracedSpan span, String reason) {
        span.failed(reason);
        span.close();
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
