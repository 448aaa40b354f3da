package io.tesela.processor;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.filters.TileOutput;
import io.tesela.filters.TileWork;

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
    TileOutput run(ChainPlan plan, int tile, byte[] samples);

    /**
     * Returns the same work in parts that may run at once.
     *
     * @param parts at most so many, at least 1
     */
    default TileWork divide(ChainPlan plan, int tile, byte[] samples, int parts) {
        return TileWork.whole(() -> run(plan, tile, samples));
    }
}
