package io.tesela.assembler.testing;

import io.tesela.assembler.join.FrameComposer.TileOutputs;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.filters.FilterEngine;
import io.tesela.filters.TileOutputCodec;

/** Tile outputs of the real filters. */
public record EngineOutputs(FilterEngine engine) implements TileOutputs {
    @Override
    public boolean fits(ChainPlan plan, int tile, byte[] output) {
        return TileOutputCodec.fits(plan, tile, output);
    }

    @Override
    public byte[] decode(ChainPlan plan, int tile, byte[] output) {
        return TileOutputCodec.decodeCore(plan, tile, output);
    }

    @Override
    public PixelBuffer runFrameStage(ChainPlan plan, PixelBuffer joined) {
        return engine.runFrame(plan, joined);
    }
}
