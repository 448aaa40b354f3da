package io.tesela.domain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the tiles of a grid have cost, by their number in it; a list ends with the last tile of which there is something to say.
 *
 * @param micros of filtering, in all
 * @param filtered how often it was filtered
 * @param degraded how often it was left as its original pixels
 */
public record TileLoads(List<Long> micros, List<Long> filtered, List<Long> degraded) {
    /** No tiles. */
    public static final TileLoads NONE = new TileLoads(List.of(), List.of(), List.of());

    public TileLoads {
        micros = List.copyOf(micros);
        filtered = List.copyOf(filtered);
        degraded = List.copyOf(degraded);
    }

    /** Returns the loads of both, which are of one grid. */
    public TileLoads plus(TileLoads other) {
        return new TileLoads(
                sums(micros, other.micros), sums(filtered, other.filtered), sums(degraded, other.degraded));
    }

    private static List<Long> sums(List<Long> a, List<Long> b) {
        return IntStream.range(0, Math.max(a.size(), b.size()))
                .mapToObj(tile -> at(a, tile) + at(b, tile))
                .toList();
    }

    /** Returns what one of the lists says of a tile; 0 where it has ended. */
    public static long at(List<Long> values, int tile) {
        return tile < values.size() ? values.get(tile) : 0;
    }

    /** Adds tiles up, cheaply; for one thread. */
    public static final class Builder {
        private final List<Long> micros = new ArrayList<>();
        private final List<Long> filtered = new ArrayList<>();
        private final List<Long> degraded = new ArrayList<>();

        /** Adds a tile that was filtered, and how many microseconds that took. */
        public void filtered(int tile, long tookMicros) {
            add(micros, tile, tookMicros);
            add(filtered, tile, 1);
        }

        /** Adds a tile that was left as it was. */
        public void degraded(int tile) {
            add(degraded, tile, 1);
        }

        public TileLoads build() {
            return new TileLoads(micros, filtered, degraded);
        }

        private static void add(List<Long> values, int tile, long more) {
            while (values.size() <= tile) {
                values.add(0L);
            }
            values.set(tile, values.get(tile) + more);
        }
    }
}
