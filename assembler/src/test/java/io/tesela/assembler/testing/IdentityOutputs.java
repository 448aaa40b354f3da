package io.tesela.assembler.testing;

import io.tesela.assembler.join.FrameComposer.TileOutputs;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;

/** Tile outputs that are the samples themselves. */
public class IdentityOutputs implements TileOutputs {
    @Override
    public boolean fits(ChainPlan plan, int tile, byte[] output) {
        return output.length == plan.geometry().coreBytes(tile);
    }

    @Override
    public byte[] decode(ChainPlan plan, int tile, byte[] output) {
        return output;
    }

    @Override
    public PixelBuffer runFrameStage(ChainPlan plan, PixelBuffer joined) {
        return joined;
    }
}
