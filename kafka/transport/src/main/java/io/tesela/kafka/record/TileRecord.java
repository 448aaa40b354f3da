package io.tesela.kafka.record;

import io.tesela.domain.job.TileKey;
import io.tesela.domain.tile.TileGrid;

/**
 * One tile on its way to a processor, with everything that is needed to filter it.
 *
 * <p><b>Ownership:</b> holds the sample array it is given, without a copy; nobody writes to it any more.
 */
public final class TileRecord {
    private final TileKey key;
    private final int attempt;
    private final Work work;
    private final byte[] samples;

    /**
     * What to do with the tile; the same for all tiles of a job.
     *
     * @param filters compact chain
     * @param tiles the grid that was asked for
     * @param width of the frame, pixels
     * @param height of the frame, pixels
     */
    public record Work(String filters, TileGrid tiles, int width, int height) {
        public Work {
            Bounds.requireAtLeast("width", width, 1);
            Bounds.requireAtLeast("height", height, 1);
        }
    }

    /**
     * Makes a tile to be sent.
     *
     * @param key frame and tile, 0 or more
     * @param attempt 1 when it is sent for the first time
     * @param samples haloed region, planes one after the other, rows unpadded; then the same region in the frames before it that
     *     filters look back at, newest first
     */
    public TileRecord(TileKey key, int attempt, Work work, byte[] samples) {
        Bounds.requireAtLeast("frame", key.frame(), 0);
        Bounds.requireAtLeast("tile", key.tile(), 0);
        Bounds.requireAtLeast("attempt", attempt, 1);
        this.key = key;
        this.attempt = attempt;
        this.work = work;
        this.samples = samples;
    }

    /** Returns which tile it is. */
    public TileKey key() {
        return key;
    }

    /** Returns which sending this is, from 1. */
    public int attempt() {
        return attempt;
    }

    /** Returns what to do with it. */
    public Work work() {
        return work;
    }

    /** Returns the samples themselves, not a copy. */
    public byte[] samples() {
        return samples;
    }
}
