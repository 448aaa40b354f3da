package io.tesela.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;

/**
 * A scheduler on which chance decides what runs next, and time passes only when there is nothing else to do: all the threads of a
 * test on one thread, the same for the same seed.
 *
 * <p>What was given to one worker runs in order. One thread at a time.
 */
final class ChanceScheduler implements Scheduler {
    private final Random random;
    private final List<Task> tasks = new ArrayList<>();
    private long nowNanos;

    private final class Task implements Disposable {
        private final Runnable action;
        private final @Nullable Object worker;
        private final long dueNanos;

        Task(Runnable action, @Nullable Object worker, long dueNanos) {
            this.action = action;
            this.worker = worker;
            this.dueNanos = dueNanos;
        }

        @Override
        public void dispose() {
            boolean unused = tasks.remove(this);
        }
    }

    ChanceScheduler(Random random) {
        this.random = random;
    }

    /** Runs one task; returns whether there was one. */
    boolean runOne() {
        Task next = choose();
        if (next == null) {
            return false;
        }
        tasks.remove(next);
        nowNanos = Math.max(nowNanos, next.dueNanos);
        next.action.run();
        return true;
    }

    private @Nullable Task choose() {
        List<Task> ready = new ArrayList<>();
        List<Object> seen = new ArrayList<>();
        Task earliest = null;
        for (Task task : tasks) {
            if (task.dueNanos > nowNanos) {
                earliest = earliest == null || task.dueNanos < earliest.dueNanos ? task : earliest;
            } else if (task.worker == null || !seen.contains(task.worker)) {
                ready.add(task);
                if (task.worker != null) {
                    seen.add(task.worker);
                }
            }
        }
        return ready.isEmpty() ? earliest : ready.get(random.nextInt(ready.size()));
    }

    private Disposable add(Runnable action, @Nullable Object worker, long delayNanos) {
        Task task = new Task(action, worker, nowNanos + Math.max(0, delayNanos));
        tasks.add(task);
        return task;
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(nowNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task) {
        return add(task, null, 0);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return add(task, null, unit.toNanos(delay));
    }

    @Override
    public Worker createWorker() {
        return new Worker() {
            private boolean disposed;

            @Override
            public Disposable schedule(Runnable task) {
                return schedule(task, 0, TimeUnit.NANOSECONDS);
            }

            @Override
            public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                if (disposed) {
                    throw Exceptions.failWithRejected();
                }
                return add(task, this, unit.toNanos(delay));
            }

            @Override
            public void dispose() {
                disposed = true;
                tasks.removeIf(task -> task.worker == this);
            }
        };
    }
}
