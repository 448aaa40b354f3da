package io.tesela.processor;

import io.tesela.domain.filter.ChainPlan;

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
    byte[] run(ChainPlan plan, int tile, byte[] haloed);
}
