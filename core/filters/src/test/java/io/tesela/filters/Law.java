package io.tesela.filters;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.tile.TileGrid;
import io.tesela.testkit.TileLaw;

/** Hands the engine to the law. */
final class Law {
    private Law() {}

    static ChainPlan plan(String chain, TileGrid grid, PixelBuffer frame) {
        return ChainPlan.of(FilterChain.parse(chain, FilterCatalogue.standard()), grid, frame.width(), frame.height());
    }

    static TileLaw of(FilterEngine engine, ChainPlan plan) {
        return new TileLaw(
                newestFirst -> engine.runWhole(plan.chain(), newestFirst),
                (tile, samples) -> TileOutputCodec.decodeCore(
                        plan, tile, engine.runTile(plan, tile, samples).bytes()),
                joined -> engine.runFrame(plan, joined));
    }
}
