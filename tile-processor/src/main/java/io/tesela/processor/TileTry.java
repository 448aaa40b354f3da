package io.tesela.processor;

import io.tesela.filters.TileOutput;
import io.tesela.filters.TileWork;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One try at a tile, in parts that may run at once.
 *
 * <ul>
 *   <li><b>Threads:</b> those of {@link TileWork}.
 *   <li><b>Errors:</b> a part that fails throws nothing; those that have not begun are then passed over, and {@link #output} throws what the
 *       first one threw, unless nobody needs it any more. So no part is at it any more when the next try begins, unless it did not return in time.
 * </ul>
 */
final class TileTry {
    private final TileWork work;
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final AtomicBoolean abandoned = new AtomicBoolean();

    TileTry(TileWork work) {
        this.work = work;
    }

    int parts() {
        return work.parts();
    }

    /** Returns whether a part that has not begun has nothing to do any more. */
    boolean passesOver() {
        return abandoned.get() || failure.get() != null;
    }

    /** Runs a part, unless it is passed over; returns what it failed with. */
    Optional<RuntimeException> run(int part) {
        if (passesOver()) {
            return Optional.empty();
        }
        long start = System.nanoTime();
        try {
            work.run(part);
            return Optional.empty();
        } catch (RuntimeException e) {
            return failed(e);
        } catch (Error e) {
            // Reactor rethrows what it takes for fatal, such as a LinkageError of a filter's library, on a thread where
            // nobody hears it: the tile would be in flight for ever.
            return failed(new IllegalStateException("a filter failed with an error", e));
        } finally {
            nanos.addAndGet(System.nanoTime() - start);
        }
    }

    private Optional<RuntimeException> failed(RuntimeException e) {
        failure.compareAndSet(null, e);
        return Optional.of(e);
    }

    /** Has parts that have not begun pass over their work; returns whether nobody has said so before. */
    boolean abandon() {
        return abandoned.compareAndSet(false, true);
    }

    /** Returns what came of it once all parts have ended; null if it was abandoned. */
    @Nullable
    TileOutput output() {
        if (abandoned.get()) {
            return null;
        }
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
        return work.output();
    }

    /** Returns the time of all threads so far. */
    long micros() {
        return TimeUnit.NANOSECONDS.toMicros(nanos.get());
    }
}
