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
     * @param samples of the haloed region, then of the same region in the frames before it that filters look back at; only read
     */
    Output run(ChainPlan plan, int tile, byte[] samples);

    /**
     * What the stage makes of a tile.
     *
     * <p><b>Ownership:</b> holds the array it is given, without a copy.
     */
    final class Output {
        private final byte[] bytes;
        private final Map<String, Integer> found;

        /**
         * @param bytes as they travel
         * @param found how many of what they look for filters found, by their names
         */
        public Output(byte[] bytes, Map<String, Integer> found) {
            this.bytes = bytes;
            this.found = Map.copyOf(found);
        }

        /** Makes the output of a stage that looks for nothing. */
        public static Output of(byte[] bytes) {
            return new Output(bytes, Map.of());
        }

        byte[] bytes() {
            return bytes;
        }

        Map<String, Integer> found() {
            return found;
        }
    }
}
