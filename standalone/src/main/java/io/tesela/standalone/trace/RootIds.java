package io.tesela.standalone.trace;

import io.opentelemetry.sdk.trace.IdGenerator;
import io.tesela.domain.trace.TraceParent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the root of a job's trace the ids that follow from the job; for a provider that makes nothing else.
 *
 * <p><b>Threads:</b> any; OpenTelemetry asks while a span is begun, on the thread that begins it, which holds the lock.
 */
final class RootIds implements IdGenerator {
    private @Nullable TraceParent next;

    /** Returns the span that {@code start} begins, with these ids. */
    synchronized <T> T with(TraceParent ids, Supplier<T> start) {
        next = ids;
        try {
            return start.get();
        } finally {
            next = null;
        }
    }

    @Override
    public synchronized String generateSpanId() {
        return given().spanId();
    }

    @Override
    public synchronized String generateTraceId() {
        return given().traceId();
    }

    private TraceParent given() {
        TraceParent given = next;
        if (given == null) {
            throw new IllegalStateException("ids: none (expected: those of a job, while its span is begun)");
        }
        return given;
    }
}
