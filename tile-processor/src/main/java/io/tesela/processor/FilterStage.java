package io.tesela.processor;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.filters.FilterEngine;
import io.tesela.filters.TileOutput;
import io.tesela.filters.TileWork;

/** The tile stage as the filters do it. */
public final class FilterStage implements TileStage {
    private final FilterEngine engine;

    /** @param engine stays the caller's */
    public FilterStage(FilterEngine engine) {
        this.engine = engine;
    }

    @Override
    public TileOutput run(ChainPlan plan, int tile, byte[] samples) {
        return engine.runTile(plan, tile, samples);
    }

    @Override
    public TileWork divide(ChainPlan plan, int tile, byte[] samples, int parts) {
        return engine.divide(plan, tile, samples, parts);
    }
}
