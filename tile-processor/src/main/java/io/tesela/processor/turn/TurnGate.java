package io.tesela.processor.turn;

import io.tesela.domain.job.TileKey;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Lets tiles have the threads of the filters in turn, each job for the same time, none for ever.
 *
 * <ul>
 *   <li><b>Backpressure:</b> as many tiles run as there are turns, fewer if limits are set; the others wait here, and their
 *       number is the caller's concurrency.
 *   <li><b>Order:</b> see {@link TurnQueue}; the start of tiles is paced by {@link TurnLimits#tilesPerSecond()}.
 *   <li><b>Threads:</b> any. Work runs, and its result is emitted, on the filters' scheduler; a timeout is emitted on the timer's.
 *   <li><b>Errors:</b> those of the work; {@link FilterTimeoutException}. Code in native libraries cannot be stopped: after a
 *       timeout, or a cancellation, the thread is interrupted, and its turn is free once it returns, if ever.
 * </ul>
 */
public final class TurnGate {
    private static final Logger LOG = LoggerFactory.getLogger(TurnGate.class);

    private final int turns;
    private final TurnLimits limits;
    private final Scheduler filterScheduler;
    private final Scheduler timer;
    private final LongSupplier nanoTime;
    private final TurnQueue<TurnCall<?>> queue;
    private final Pace pace;
    private final Map<TurnCall<?>, TurnQueue.Turn<TurnCall<?>>> taken = new HashMap<>();
    private final Sinks.Empty<Void> exhausted = Sinks.empty();
    private final AtomicInteger drainRequests = new AtomicInteger();
    private int lost;
    private boolean wakeUpAsked;

    /**
     * @param turns tiles that may run at once, above 0
     * @param filterScheduler runs the work; has a free thread whenever fewer than {@code turns} of them are busy
     * @param timer for pauses and timeouts; must not run filters
     * @param nanoTime measures the work, on its own thread, and the pace: a clock that never goes back
     */
    public TurnGate(int turns, TurnLimits limits, Scheduler filterScheduler, Scheduler timer, LongSupplier nanoTime) {
        this.turns = turns;
        this.limits = limits;
        this.filterScheduler = filterScheduler;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.queue = new TurnQueue<>(turns, limits.tilesPerFrame() == 0 ? turns : limits.tilesPerFrame());
        this.pace = new Pace(limits.tilesPerSecond());
    }

    /**
     * Returns the result of work on a tile, which is begun once it is the tile's turn.
     *
     * @param work blocks; null if there is no result
     */
    public <T> Mono<T> inTurn(TileKey tile, Supplier<? extends @Nullable T> work) {
        return new TurnMono<>(this, tile, work);
    }

    /** Fails when all turns are with threads that did not return in time, so that nothing can run; never completes. */
    public Mono<Void> exhausted() {
        return exhausted.asMono();
    }

    /** Returns the tiles that wait for their turn. */
    public synchronized int waiting() {
        return queue.waiting();
    }

    /**
     * Returns how many turns one tile that comes now may have: half of those that are free while no other waits, so that a filter that
     * never returns from any of them leaves threads to go on with. 1 where such a thing has happened, and where a limit of tiles
     * is set: whoever lowers what a processor may do does not want the rest of it used. Of tiles that come at the same moment each may be
     * told the same.
     */
    public synchronized int share() {
        boolean limited = limits.tilesPerSecond() > 0 || limits.tilesPerFrame() > 0;
        return limited || lost > 0 || queue.waiting() > 0 ? 1 : Math.max(1, queue.free() / 2);
    }

    /** Returns the turns that are with threads that did not return in time. */
    public synchronized int lost() {
        return lost;
    }

    void enqueue(TurnCall<?> call) {
        synchronized (this) {
            queue.add(call.tile(), call);
        }
        drain();
    }

    void withdraw(TurnCall<?> call) {
        synchronized (this) {
            queue.remove(call.tile(), call);
        }
    }

    /** A turn was taken, and nothing came of it. */
    void notRun(TurnCall<?> call) {
        synchronized (this) {
            queue.uncharge(turnOf(call));
            queue.giveBack();
        }
        drain();
    }

    /** A thread has returned in time. */
    void ended(TurnCall<?> call, long tookNanos) {
        synchronized (this) {
            queue.charge(turnOf(call), tookNanos);
            queue.giveBack();
        }
        drain();
    }

    /** A thread has not returned in time: its job is charged, but its turn is not free. */
    void lost(TurnCall<?> call, long tookNanos) {
        int nowLost;
        synchronized (this) {
            queue.charge(turnOf(call), tookNanos);
            nowLost = ++lost;
        }
        LOG.atError()
                .addKeyValue("tile", call.tile())
                .addKeyValue("timeout", limits.tileTimeout())
                .addKeyValue("turnsLost", nowLost)
                .addKeyValue("turns", turns)
                .log("a filter does not return, its thread is lost");
        if (nowLost == turns) {
            exhausted.tryEmitError(new IllegalStateException(
                    turns == 1
                            ? "the only thread is lost to a filter that does not return"
                            : "all " + turns + " threads are lost to filters that do not return"));
        }
        drain();
    }

    /** A thread that was lost has returned after all. */
    void found() {
        synchronized (this) {
            lost--;
            queue.giveBack();
        }
        LOG.atWarn().log("a filter has returned long after its time, its thread is back");
        drain();
    }

    // One thread at a time runs the loop; who comes meanwhile leaves a request behind. So a start that ends at once,
    // and
    // gives its turn back, does not recurse.
    private void drain() {
        if (drainRequests.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            for (TurnCall<?> next = takeTurn(); next != null; next = takeTurn()) {
                next.start(filterScheduler, timer, limits.tileTimeout(), nanoTime);
            }
            missed = drainRequests.addAndGet(-missed);
        } while (missed != 0);
    }

    private synchronized @Nullable TurnCall<?> takeTurn() {
        while (queue.ready()) {
            long now = nanoTime.getAsLong();
            long wait = pace.waitNanos(now);
            if (wait > 0) {
                wakeUpAfter(wait);
                return null;
            }
            TurnCall<?> granted = grant(now);
            if (granted != null) {
                return granted;
            }
        }
        return null;
    }

    /** Returns null if the call that would have been next was cancelled at this moment. */
    private @Nullable TurnCall<?> grant(long now) {
        TurnQueue.Turn<TurnCall<?>> turn = queue.next();
        if (turn == null) {
            return null;
        }
        if (!turn.entry().granted()) {
            queue.uncharge(turn);
            queue.giveBack();
            return null;
        }
        taken.put(turn.entry(), turn);
        pace.started(now);
        return turn.entry();
    }

    private void wakeUpAfter(long waitNanos) {
        if (!wakeUpAsked) {
            wakeUpAsked = true;
            timer.schedule(this::wakeUp, waitNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void wakeUp() {
        synchronized (this) {
            wakeUpAsked = false;
        }
        drain();
    }

    private TurnQueue.Turn<TurnCall<?>> turnOf(TurnCall<?> call) {
        TurnQueue.Turn<TurnCall<?>> turn = taken.remove(call);
        if (turn == null) {
            throw new IllegalStateException("tile: " + call.tile() + " (expected: with a turn)");
        }
        return turn;
    }
}
