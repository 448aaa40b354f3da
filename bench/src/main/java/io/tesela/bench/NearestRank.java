package io.tesela.bench;

import java.util.List;

/** Quantiles by the nearest rank: one of the values themselves. */
public final class NearestRank {
    private NearestRank() {}

    /**
     * Returns what a part of some values does not exceed.
     *
     * @param sorted the least first; not empty
     * @param part 0 to 1
     */
    public static <T> T of(List<T> sorted, double part) {
        int rank = (int) Math.ceil(part * sorted.size());
        return sorted.get(Math.max(1, rank) - 1);
    }
}
