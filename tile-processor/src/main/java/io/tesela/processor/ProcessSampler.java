package io.tesela.processor;

import io.tesela.domain.report.ProcessSample;
import io.tesela.telemetry.ProcessResources;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells what this process has taken from its machine, looked up ten times a second at most: every result says it.
 *
 * <p><b>Threads:</b> any; reads one small file of the kernel.
 */
final class ProcessSampler implements Supplier<ProcessSample> {
    private static final long MAX_AGE_NANOS = Duration.ofMillis(100).toNanos();

    private final ProcessResources process;
    private final LongSupplier nanoTime;
    private volatile @Nullable Taken last;

    private record Taken(ProcessSample sample, long atNanos) {}

    /** @param nanoTime a clock that never goes back, such as {@link System#nanoTime} */
    ProcessSampler(ProcessResources process, LongSupplier nanoTime) {
        this.process = process;
        this.nanoTime = nanoTime;
    }

    @Override
    public ProcessSample get() {
        long now = nanoTime.getAsLong();
        Taken known = last;
        if (known != null && now - known.atNanos() < MAX_AGE_NANOS) {
            return known.sample();
        }
        // Two threads may each take one: both are true, and their order does not matter to whoever reads them.
        ProcessSample sample = new ProcessSample(
                process.startedAtMs(),
                process.uptime().toMillis(),
                process.cpuTime().map(Duration::toMillis).orElse(-1L),
                process.peakResidentBytes().orElse(0));
        last = new Taken(sample, now);
        return sample;
    }
}
