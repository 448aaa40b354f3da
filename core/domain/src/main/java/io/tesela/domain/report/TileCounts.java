package io.tesela.domain.report;

/**
 * What became of the tiles of some frames.
 *
 * @param total tiles of those frames
 * @param retried of them, filtered only after a processor tried again
 * @param degraded of them, left as their original pixels
 * @param hedged of them, sent to a processor a second time
 * @param duplicates results beyond the first
 */
public record TileCounts(long total, long retried, long degraded, long hedged, long duplicates) {
    /** No tiles. */
    public static final TileCounts NONE = new TileCounts(0, 0, 0, 0, 0);

    /** Returns the counts of both. */
    public TileCounts plus(TileCounts other) {
        return new TileCounts(
                total + other.total,
                retried + other.retried,
                degraded + other.degraded,
                hedged + other.hedged,
                duplicates + other.duplicates);
    }
}
