package io.tesela.processor.turn;

import java.util.ArrayList;
import java.util.List;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;

/** A scheduler whose threads are the calls of {@link #runNext()}; they may nest, as threads overlap. */
final class HandScheduler implements Scheduler {
    private final List<Runnable> tasks = new ArrayList<>();
    private boolean closed;

    int size() {
        return tasks.size();
    }

    void runNext() {
        tasks.remove(0).run();
    }

    @Override
    public void dispose() {
        closed = true;
    }

    @Override
    public Disposable schedule(Runnable task) {
        if (closed) {
            throw Exceptions.failWithRejected();
        }
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    @Override
    public Worker createWorker() {
        throw new UnsupportedOperationException("workers");
    }
}
