package io.tesela.standalone.trace;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.tesela.domain.job.JobId;
import io.tesela.domain.trace.TraceParent;
import io.tesela.telemetry.trace.SpanNames;
import io.tesela.telemetry.trace.TracedSpan;
import io.tesela.telemetry.trace.Tracing;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Traces one role by tracers of Micrometer. */
final class OtelTracing implements Tracing {
    private final Tracer tracer;
    private final Tracer roots;
    private final RootIds ids;
    private final int everyFrames;

    /**
     * @param roots makes nothing but the spans of jobs
     * @param ids those that {@code roots} asks
     * @param everyFrames see {@link TraceSettings}
     */
    OtelTracing(Tracer tracer, Tracer roots, RootIds ids, int everyFrames) {
        this.tracer = tracer;
        this.roots = roots;
        this.ids = ids;
        this.everyFrames = everyFrames;
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public boolean takes(long frame) {
        return frame % everyFrames == 0;
    }

    @Override
    public TracedSpan begin(String name, TraceParent parent) {
        TraceContext context = tracer.traceContextBuilder()
                .traceId(parent.traceId())
                .spanId(parent.spanId())
                .sampled(true)
                .build();
        return begin(name, context);
    }

    @Override
    public TracedSpan job(JobId job, Instant started) {
        Span.Builder root = roots.spanBuilder()
                .setNoParent()
                .name(SpanNames.JOB)
                .startTimestamp(started.toEpochMilli(), TimeUnit.MILLISECONDS);
        return new OtelSpan(ids.with(TraceParent.ofJob(job), root::start)).tag(SpanNames.JOB_ID, job.value());
    }

    private TracedSpan begin(String name, TraceContext parent) {
        return new OtelSpan(tracer.spanBuilder().setParent(parent).name(name).start());
    }

    private final class OtelSpan implements TracedSpan {
        private final Span span;

        OtelSpan(Span span) {
            this.span = span;
        }

        @Override
        public Optional<TraceParent> asParent() {
            return Optional.of(
                    new TraceParent(span.context().traceId(), span.context().spanId()));
        }

        @Override
        public TracedSpan below(String name) {
            return begin(name, span.context());
        }

        @Override
        public TracedSpan tag(String name, String value) {
            span.tag(name, value);
            return this;
        }

        @Override
        public TracedSpan tag(String name, long value) {
            span.tag(name, value);
            return this;
        }

        @Override
        public void failed(String reason) {
            span.error(new Failure(reason));
        }

        @Override
        public void close() {
            span.end();
        }
    }

    /** Carries a sentence: where it came from is in the log, and would be most of the span. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(String reason) {
            super(reason, null, false, false);
        }
    }
}
