package io.tesela.telemetry.trace;

import io.tesela.domain.trace.TraceParent;
import java.util.Optional;

/**
 * A piece of work that has begun; closing it ends it.
 *
 * <p><b>Threads:</b> any, one after the other. <b>Ownership:</b> one that is never closed is never told, and takes nothing.
 */
public interface TracedSpan extends AutoCloseable {
    /** Returns one that nobody hears of. */
    static TracedSpan none() {
        return NoTracing.NO_SPAN;
    }

    /** Returns what others are to be below; empty if nobody hears of this. */
    Optional<TraceParent> asParent();

    /** Begins a span below this one. */
    TracedSpan below(String name);

    /** Says something of it; returns this. */
    TracedSpan tag(String name, String value);

    /** Says a number of it; returns this. */
    TracedSpan tag(String name, long value);

    /** Says that it has failed, and why. */
    void failed(String reason);

    /** Ends it; once. */
    @Override
    void close();
}
