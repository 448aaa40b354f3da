package io.tesela.processor;

import io.tesela.domain.filter.ChainPlan;
import java.util.Map;

/**
 * Runs the tile stage of a plan on one tile: the same input always gives the same bytes.
 *
 * <p><b>Threads:</b> any number at once; blocks while it works.
 */
@FunctionalInterface
public interface TileStage {
    /**
     * Returns the stage's output for the core of a tile.
     *
     * @param haloed samples of the haloed region, only read
     */
    Output run(ChainPlan plan, int tile, byte[] haloed);

    /**
     * What the stage makes of a tile.
     *
     * <p><b>Ownership:</b> holds the array it is given, without a copy.
     *
     * @param bytes as they travel
     * @param found how many of what they look for filters found, by their names
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Output(byte[] bytes, Map<String, Integer> found) {
        /** Makes the output of a stage that looks for nothing. */
        public static Output of(byte[] bytes) {
            return new Output(bytes, Map.of());
        }
    }
}
