package io.tesela.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.Supplier;

/**
 * Adds up the CPU time that its caller's thread spends in some work; waiting, and the work of other processes, do not count.
 *
 * <p><b>Threads:</b> one.
 */
final class ThreadStopwatch {
    private static final double NANOS_PER_MILLI = 1e6;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long nanos;

    /** Returns the work's result. */
    <T> T time(Supplier<T> work) {
        long start = threads.getCurrentThreadCpuTime();
        T result = work.get();
        nanos += threads.getCurrentThreadCpuTime() - start;
        return result;
    }

    double millis() {
        return nanos / NANOS_PER_MILLI;
    }
}
