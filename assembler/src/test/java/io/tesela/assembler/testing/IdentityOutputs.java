package io.tesela.assembler.testing;

import io.tesela.assembler.join.FrameComposer.TileOutputs;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** Tile outputs that are the samples themselves; counts what it decoded. */
public class IdentityOutputs implements TileOutputs {
    private final AtomicInteger decoded = new AtomicInteger();

    /** Returns how many tiles were stitched. */
    public int decoded() {
        return decoded.get();
    }

    @Override
    public boolean fits(ChainPlan plan, int tile, byte[] output) {
        return output.length == plan.geometry().coreBytes(tile);
    }

    @Override
    public byte[] decode(ChainPlan plan, int tile, byte[] output) {
        decoded.incrementAndGet();
        return output;
    }

    @Override
    public PixelBuffer runFrameStage(ChainPlan plan, PixelBuffer joined) {
        return joined;
    }
}
