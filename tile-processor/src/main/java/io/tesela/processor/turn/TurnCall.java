package io.tesela.processor.turn;

import io.tesela.domain.job.TileKey;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * One subscription to a {@link TurnMono}.
 *
 * <pre>
 * NEW -> WAITING -> GRANTED -> RUNNING -> OVER
 *                                      -> CANCELLED -> OVER    nobody wants the result, the thread is still at it
 *                              RUNNING, CANCELLED -> LOST -> OVER    it is at it beyond its time
 * </pre>
 *
 * <p>Every step is a compare-and-set: of an end, a cancellation and a timeout that meet, one wins and the others see it. The
 * turn belongs to the thread, not to the subscription: it is given back when the thread returns.
 */
final class TurnCall<T> implements Subscription {
    private enum State {
        NEW,
        WAITING,
        GRANTED,
        RUNNING,
        CANCELLED,
        LOST,
        OVER
    }

    private final TurnGate gate;
    private final TileKey tile;
    private final Supplier<? extends @Nullable T> work;
    private final CoreSubscriber<? super T> actual;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private final Disposable.Swap task = Disposables.swap();
    private final Disposable.Swap timeout = Disposables.swap();

    TurnCall(TurnGate gate, TileKey tile, Supplier<? extends @Nullable T> work, CoreSubscriber<? super T> actual) {
        this.gate = gate;
        this.tile = tile;
        this.work = work;
        this.actual = actual;
    }

    TileKey tile() {
        return tile;
    }

    @Override
    public void request(long n) {
        if (state.compareAndSet(State.NEW, State.WAITING)) {
            gate.enqueue(this);
        }
    }

    @Override
    public void cancel() {
        if (state.compareAndSet(State.NEW, State.OVER)) {
            return;
        }
        if (state.compareAndSet(State.WAITING, State.OVER)) {
            gate.withdraw(this);
        } else if (state.compareAndSet(State.GRANTED, State.OVER)) {
            timeout.dispose();
            task.dispose();
            gate.notRun(this);
        } else if (state.compareAndSet(State.RUNNING, State.CANCELLED)) {
            // The timeout stays: a thread that never returns is missed all the same.
            task.dispose();
        }
    }

    /** Called by the gate, which takes a turn for this call if the answer is true. */
    boolean granted() {
        return state.compareAndSet(State.WAITING, State.GRANTED);
    }

    /** Called by the gate once, after {@link #granted()}, outside its lock. */
    void start(Scheduler filterScheduler, Scheduler timer, Duration limit, LongSupplier nanoTime) {
        try {
            timeout.update(timer.schedule(() -> timedOut(limit), limit.toNanos(), TimeUnit.NANOSECONDS));
            task.update(filterScheduler.schedule(() -> run(nanoTime)));
        } catch (RejectedExecutionException e) {
            // A scheduler that is closed takes no more.
            if (state.compareAndSet(State.GRANTED, State.OVER)) {
                timeout.dispose();
                gate.notRun(this);
                actual.onError(e);
            }
        }
    }

    private void run(LongSupplier nanoTime) {
        if (!state.compareAndSet(State.GRANTED, State.RUNNING)) {
            return;
        }
        long start = nanoTime.getAsLong();
        T value = null;
        Throwable failure = null;
        try {
            value = work.get();
        } catch (Throwable e) {
            // An Error, too, must not keep the turn.
            failure = e;
        }
        returned(nanoTime.getAsLong() - start, value, failure);
    }

    private void returned(long tookNanos, @Nullable T value, @Nullable Throwable failure) {
        State before = state.getAndSet(State.OVER);
        timeout.dispose();
        if (before == State.LOST) {
            gate.found();
            return;
        }
        try {
            if (before == State.RUNNING) {
                emit(value, failure);
            }
        } finally {
            // After the result is handed on: whatever that makes room for is there to be chosen from.
            gate.ended(this, tookNanos);
        }
    }

    private void emit(@Nullable T value, @Nullable Throwable failure) {
        if (failure != null) {
            actual.onError(failure);
            return;
        }
        if (value != null) {
            actual.onNext(value);
        }
        actual.onComplete();
    }

    private void timedOut(Duration limit) {
        if (state.compareAndSet(State.GRANTED, State.OVER)) {
            task.dispose();
            gate.notRun(this);
            actual.onError(new FilterTimeoutException(limit));
        } else if (state.compareAndSet(State.RUNNING, State.LOST)) {
            lost(limit);
            actual.onError(new FilterTimeoutException(limit));
        } else if (state.compareAndSet(State.CANCELLED, State.LOST)) {
            lost(limit);
        }
    }

    // Thread 1, the timer: RUNNING -> LOST. Thread 2, the filter's, which returns: LOST -> OVER, gate.found().
    // Thread 1: gate.lost(). So the gate counts lost turns up and down in either order.
    private void lost(Duration limit) {
        gate.lost(this, limit.toNanos());
        task.dispose();
    }
}
