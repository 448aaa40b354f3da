package io.tesela.assembler;

import io.tesela.assembler.encode.MuxedSegment;
import io.tesela.assembler.encode.SegmentInWork;
import io.tesela.assembler.join.ComposedFrame;
import io.tesela.assembler.join.JoinedFrame;
import io.tesela.domain.job.JobId;
import io.tesela.domain.trace.TraceParent;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.FrameManifest;
import io.tesela.kafka.record.TraceHeader;
import io.tesela.telemetry.trace.SpanNames;
import io.tesela.telemetry.trace.TracedSpan;
import io.tesela.telemetry.trace.Tracing;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What an assembler adds to the trace of one job: how long frames took to be joined, and segments to be encoded and published. Nothing
 * of a job whose ingest takes no trace.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds the spans of frames in the join and of segments in work.
 *   <li><b>Threads:</b> any, of one frame or segment one after the other.
 *   <li><b>Ownership:</b> whoever has one closes it, which ends the spans of what is not published.
 * </ul>
 */
final class AssemblyTraces {
    private static final String NOT_PUBLISHED = "not published: this assembler's work on the job ended before";

    private final Tracing tracing;
    private final TraceParent job;
    private final Map<Long, TracedSpan> joins = new ConcurrentHashMap<>();
    private final Map<Integer, Segment> segments = new ConcurrentHashMap<>();
    private volatile boolean traced;
    private volatile boolean closed;

    private record Segment(TracedSpan whole, TracedSpan step) {}

    AssemblyTraces(Tracing tracing, JobId job) {
        this.tracing = tracing;
        this.job = TraceParent.ofJob(job);
    }

    /** Takes a record that the join has kept. */
    void kept(FlowRecord record, ResultRecord result) {
        if (tracing.on() && result instanceof FrameManifest manifest) {
            TraceHeader.of(record)
                    .ifPresent(parent -> begun(parent, manifest.timing().index()));
        }
    }

    /** Notes that a frame has left the join. */
    void joined(JoinedFrame frame) {
        if (!tracing.on()) {
            return;
        }
        close(joins.remove(frame.manifest().timing().index()));
    }

    /** Notes that the encoder of a frame's segment is about to take it. */
    void encoding(ComposedFrame frame) {
        if (traced) {
            segments.computeIfAbsent(frame.source().manifest().segment(), this::begin);
            endIfClosed();
        }
    }

    /** Notes that a segment has its last packet; returns it. */
    SegmentInWork encoded(SegmentInWork segment) {
        if (!traced) {
            return segment;
        }
        segments.computeIfPresent(segment.number(), (number, span) -> {
            span.step().close();
            return new Segment(span.whole(), span.whole().below(SpanNames.PUBLISH));
        });
        return segment;
    }

    /** Notes that a segment is published. */
    void published(MuxedSegment segment) {
        if (!traced) {
            return;
        }
        Segment span = segments.remove(segment.receipt().segment());
        if (span != null) {
            span.step().close();
            span.whole().close();
        }
    }

    /** Ends what is open, and what is begun from here on, as failed; for when no more of the job is published here. */
    void close() {
        closed = true;
        endIfClosed();
    }

    private void begun(TraceParent parent, long frame) {
        traced = true;
        if (!parent.equals(job)) {
            joins.put(frame, tracing.begin(SpanNames.JOIN, parent).tag(SpanNames.FRAME_INDEX, frame));
            endIfClosed();
        }
    }

    /** Asked after a span was put there: whoever closes this either finds it, or has said so before. */
    private void endIfClosed() {
        if (closed) {
            joins.keySet().forEach(frame -> fail(joins.remove(frame)));
            segments.keySet().forEach(number -> fail(segments.remove(number)));
        }
    }

    private static void fail(@Nullable Segment span) {
        if (span != null) {
            fail(span.step());
            fail(span.whole());
        }
    }

    private static void fail(@Nullable TracedSpan span) {
        if (span != null) {
            span.failed(NOT_PUBLISHED);
            span.close();
        }
    }

    private Segment begin(int number) {
        TracedSpan whole = tracing.begin(SpanNames.SEGMENT, job).tag(SpanNames.SEGMENT_NUMBER, number);
        return new Segment(whole, whole.below(SpanNames.ENCODE));
    }

    private static void close(@Nullable TracedSpan span) {
        if (span != null) {
            span.close();
        }
    }
}
