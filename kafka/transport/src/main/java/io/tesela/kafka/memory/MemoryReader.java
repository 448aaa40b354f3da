package io.tesela.kafka.memory;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;

/**
 * Somebody who reads a topic on a thread of its own, whenever there may be something to do.
 *
 * <p>Threads: {@link #wake()}, {@link #complete()}, {@link #vanish()} and cancelling from any; the rest on the reader's worker, one at a time.
 */
abstract class MemoryReader<T> {
    /** Emissions in one run, small beside the time slices of other readers on the same thread. */
    static final int TURN = 256;

    private final FluxSink<T> out;
    private final Scheduler.Worker worker;
    private final AtomicInteger wakeUps = new AtomicInteger();
    private volatile boolean cancelled;
    private volatile boolean vanished;
    private boolean over;

    MemoryReader(FluxSink<T> out, Scheduler scheduler) {
        this.out = out;
        this.worker = scheduler.createWorker();
    }

    /** Starts reading, and does so until the downstream cancels. */
    void start() {
        out.onRequest(demand -> wake());
        out.onDispose(this::cancel);
        wake();
    }

    final void wake() {
        if (wakeUps.getAndIncrement() == 0) {
            schedule();
        }
    }

    /** Ends the downstream's flux without error; the reader then stops as if cancelled. */
    final void complete() {
        out.complete();
    }

    final void fail(RuntimeException error) {
        out.error(error);
    }

    /** Stops as a process does that is killed: the downstream hears nothing more, and nobody is left to give things back. */
    final void vanish() {
        vanished = true;
        cancel();
    }

    /** Returns whether {@link #stop()} is the end of a process that could not say anything any more. */
    final boolean vanished() {
        return vanished;
    }

    final boolean demanded() {
        // The downstream may have cancelled before start() has given us its call.
        return !cancelled && !out.isCancelled() && out.requestedFromDownstream() > 0;
    }

    final void emit(T item) {
        out.next(item);
    }

    /** Does what can be done now, but no more than {@link #TURN} emissions: then it wakes itself up again. */
    abstract void step();

    /** Gives everything back; nothing is called after it. */
    abstract void stop();

    private void schedule() {
        try {
            worker.schedule(this::drain);
        } catch (RejectedExecutionException e) {
            // Only after the last run, see finish(), or with the scheduler closed: there is nothing left to do.
            cancelled = true;
        }
    }

    private void cancel() {
        cancelled = true;
        wake();
    }

    // One step a run: between two, the worker's thread serves whoever else it belongs to.
    private void drain() {
        int seen = wakeUps.get();
        if (cancelled) {
            finish();
        } else {
            step();
        }
        if (wakeUps.addAndGet(-seen) != 0) {
            schedule();
        }
    }

    private void finish() {
        if (!over) {
            over = true;
            try {
                stop();
            } finally {
                worker.dispose();
            }
        }
    }
}
