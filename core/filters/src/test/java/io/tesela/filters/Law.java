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

    /** Returns the law with each tile done in parts, the last one first: none may hang on another. */
    static TileLaw inParts(FilterEngine engine, ChainPlan plan, int parts) {
        TileLaw law = of(engine, plan);
        return new TileLaw(
                law.whole(),
                (tile, samples) -> {
                    TileWork work = engine.divide(plan, tile, samples, parts);
                    for (int part = work.parts() - 1; part >= 0; part--) {
                        work.run(part);
                    }
                    return TileOutputCodec.decodeCore(plan, tile, work.output().bytes());
                },
                law.frameStage());
    }

    static TileLaw of(FilterEngine engine, ChainPlan plan) {
        return new TileLaw(
                newestFirst -> engine.runWhole(plan.chain(), newestFirst),
                (tile, samples) -> TileOutputCodec.decodeCore(
                        plan, tile, engine.runTile(plan, tile, samples).bytes()),
                joined -> engine.runFrame(plan, joined));
    }
}
