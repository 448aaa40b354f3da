package io.tesela.telemetry.trace;

import io.tesela.domain.job.JobId;
import io.tesela.domain.trace.TraceParent;
import java.time.Instant;
import java.util.Optional;

/** Traces nothing: one object for all, so that nothing is made where nothing is told. */
final class NoTracing implements Tracing {
    static final NoTracing OFF = new NoTracing();
    static final NoSpan NO_SPAN = new NoSpan();

    private NoTracing() {}

    @Override
    public boolean on() {
        return false;
    }

    @Override
    public boolean takes(long frame) {
        return false;
    }

    @Override
    public TracedSpan begin(String name, TraceParent parent) {
        return NO_SPAN;
    }

    @Override
    public TracedSpan job(JobId job, Instant started) {
        return NO_SPAN;
    }

    /** A span that nobody hears of. */
    static final class NoSpan implements TracedSpan {
        private NoSpan() {}

        @Override
        public Optional<TraceParent> asParent() {
            return Optional.empty();
        }

        @Override
        public TracedSpan below(String name) {
            return this;
        }

        @Override
        public TracedSpan tag(String name, String value) {
            return this;
        }

        @Override
        public TracedSpan tag(String name, long value) {
            return this;
        }

        @Override
        public void failed(String reason) {}

        @Override
        public void close() {}
    }
}
