package io.tesela.filters;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * What is to be done for one tile, in parts.
 *
 * <ul>
 *   <li><b>Threads:</b> each part once, on any thread, blocked in native code meanwhile; parts may run at once. Whoever calls
 *       {@link #output} must have seen all of them end.
 *   <li><b>Ownership:</b> reads the samples of the tile, so they must not change before all parts have ended.
 *   <li><b>Errors:</b> of a part those of {@link FilterEngine#runTile}; there is no output then.
 * </ul>
 */
public final class TileWork {
    private final List<Runnable> parts;
    private final Supplier<TileOutput> output;

    /**
     * Makes work of parts that know nothing of each other.
     *
     * @param parts not empty
     * @param output what they have made together, asked for once all have ended
     */
    public TileWork(List<Runnable> parts, Supplier<TileOutput> output) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("parts: 0 (expected: > 0)");
        }
        this.parts = List.copyOf(parts);
        this.output = output;
    }

    /** Returns the work on a tile that is not divided. */
    public static TileWork whole(Supplier<TileOutput> tile) {
        AtomicReference<TileOutput> done = new AtomicReference<>();
        return new TileWork(List.of(() -> done.set(tile.get())), () -> Objects.requireNonNull(done.get()));
    }

    /** Returns how many parts there are, at least 1. */
    public int parts() {
        return parts.size();
    }

    /**
     * Does one part.
     *
     * @param part 0 to {@code parts() - 1}
     */
    public void run(int part) {
        parts.get(part).run();
    }

    /** Returns what the parts have made together. */
    public TileOutput output() {
        return output.get();
    }
}
