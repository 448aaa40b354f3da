package io.tesela.telemetry.trace;

import io.tesela.domain.job.JobId;
import io.tesela.domain.trace.TraceParent;
import java.time.Instant;

/**
 * Begins the spans of one role.
 *
 * <ul>
 *   <li><b>Backpressure:</b> none: what cannot be told in time is dropped, and counted.
 *   <li><b>Threads:</b> any; nothing blocks.
 *   <li><b>Errors:</b> none, whatever becomes of the spans.
 * </ul>
 */
public interface Tracing {
    /** Returns one that traces nothing, and costs nothing. */
    static Tracing off() {
        return NoTracing.OFF;
    }

    /** Returns whether anything is traced. */
    boolean on();

    /**
     * Returns whether the spans of a frame and its tiles are taken: those of all frames of a long video would be too many.
     *
     * @param frame index of the frame in its job
     */
    boolean takes(long frame);

    /**
     * Begins a span.
     *
     * @param name one of {@link SpanNames}
     */
    TracedSpan begin(String name, TraceParent parent);

    /**
     * Begins the span of a whole job, the root of its trace, at a time that is past; to be ended once, by the life of the ingest in which
     * the job ends.
     */
    TracedSpan job(JobId job, Instant started);
}
