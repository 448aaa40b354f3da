package io.tesela.testkit;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterDeclaration;
import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.filter.ParameterDeclaration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The filter {@code sleep:MS}, which changes no pixel and takes a time that it counts instead of waiting for it.
 *
 * <p>What is measured with its {@link #nanoTime()} is the same on every machine, however crowded. No catalogue but
 * {@link #catalogue()} has it.
 *
 * <p><b>Threads:</b> any number; each has a clock of its own, so that what runs beside it is not measured, too.
 */
public final class SleepFilter implements FilterDeclaration {
    private static final int MAX_MS = 3_600_000;

    private final Map<Thread, Long> clocks = new ConcurrentHashMap<>();
    private final AtomicLong total = new AtomicLong();

    /** Returns the filters of the product, and this one. */
    public FilterCatalogue catalogue() {
        List<FilterDeclaration> all = new ArrayList<>(FilterCatalogue.standard().all());
        all.add(this);
        return new FilterCatalogue(all);
    }

    /** Runs the tile stage of a plan that has no other filter; returns the core of the tile. */
    public byte[] run(ChainPlan plan, int tile, byte[] haloed) {
        for (FilterSpec spec : plan.tileStage()) {
            if (spec.declaration() != this) {
                throw new IllegalArgumentException("filter: " + spec + " (expected: sleep)");
            }
            long nanos = Duration.ofMillis(spec.whole("ms")).toNanos();
            clocks.merge(Thread.currentThread(), nanos, Long::sum);
            total.addAndGet(nanos);
        }
        return plan.geometry().cropToCore(haloed, tile);
    }

    /** Returns the time counted on this thread. */
    public long nanoTime() {
        return clocks.getOrDefault(Thread.currentThread(), 0L);
    }

    /** Returns the time counted on all threads together. */
    public Duration total() {
        return Duration.ofNanos(total.get());
    }

    @Override
    public String name() {
        return "sleep";
    }

    @Override
    public String summary() {
        return "Takes time.";
    }

    @Override
    public List<ParameterDeclaration> parameters() {
        return List.of(new ParameterDeclaration("ms", ParameterDeclaration.Kind.WHOLE, 1, 0, MAX_MS));
    }
}
