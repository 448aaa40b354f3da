package io.tesela.standalone.role;

import io.tesela.assembler.join.FrameComposer;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.filters.FilterEngine;
import io.tesela.filters.TileOutputCodec;

/**
 * The tile stage's output as the filters define it.
 *
 * <p><b>Threads:</b> those that the engine allows. <b>Ownership:</b> the engine stays the caller's.
 */
public record FilterOutputs(FilterEngine filters) implements FrameComposer.TileOutputs {
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
        return filters.runFrame(plan, joined);
    }
}
