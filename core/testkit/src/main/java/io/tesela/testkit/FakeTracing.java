package io.tesela.testkit;

import io.tesela.domain.job.JobId;
import io.tesela.domain.trace.TraceParent;
import io.tesela.telemetry.trace.TracedSpan;
import io.tesela.telemetry.trace.Tracing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes which spans have ended; all of them go by the same ids. */
public final class FakeTracing implements Tracing {
    /** What any of its spans is to others. */
    public static final TraceParent PARENT = new TraceParent("0123456789abcdef0123456789abcdef", "0123456789abcdef");

    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final int everyFrames;

    /** @param everyFrames of each how many frames the spans of one are taken */
    public FakeTracing(int everyFrames) {
        this.everyFrames = everyFrames;
    }

    /** Returns the names of the spans that have ended, in their order; of those that failed with the reason behind a colon. */
    public List<String> ended() {
        return ended;
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
        return new NotedSpan(name);
    }

    @Override
    public TracedSpan job(JobId job, Instant started) {
        return new NotedSpan("job");
    }

    private final class NotedSpan implements TracedSpan {
        private volatile String name;

        NotedSpan(String name) {
            this.name = name;
        }

        @Override
        public Optional<TraceParent> asParent() {
            return Optional.of(PARENT);
        }

        @Override
        public TracedSpan below(String child) {
            return new NotedSpan(child);
        }

        @Override
        public TracedSpan tag(String key, String value) {
            return this;
        }

        @Override
        public TracedSpan tag(String key, long value) {
            return this;
        }

        @Override
        public void failed(String reason) {
            name = name + ": " + reason;
        }

        @Override
        public void close() {
            ended.add(name);
        }
    }
}
