package io.tesela.assembler.join;

import static java.util.stream.Collectors.toSet;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterScope;
import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.tile.TileGeometry;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import java.util.Map;
import java.util.Set;

/**
 * Stitches a frame's tiles and runs the frame stage of its plan.
 *
 * <p>A degraded tile contributes its original pixels; where there is a frame stage it contributes nothing to that, and its
 * original pixels are pasted afterwards.
 *
 * <p><b>Threads:</b> any number at once; blocks while filters work.
 */
public final class FrameComposer {
    private final ChainPlan plan;
    private final TileOutputs outputs;

    /** How the output of the tile stage becomes pixels; implemented by the filters. */
    public interface TileOutputs {
        /** Returns whether {@code output} has the length of a tile's output. */
        boolean fits(ChainPlan plan, int tile, byte[] output);

        /** Returns core samples to stitch, given a tile's output. */
        byte[] decode(ChainPlan plan, int tile, byte[] output);

        /** Returns the frame after the frame stage, given the stitched one. */
        PixelBuffer runFrameStage(ChainPlan plan, PixelBuffer joined);
    }

    /**
     * Makes a composer of the frames of one job.
     *
     * @param plan of the job
     * @param outputs reads what the tile stage of that plan gave
     */
    public FrameComposer(ChainPlan plan, TileOutputs outputs) {
        this.plan = plan;
        this.outputs = outputs;
    }

    /** Returns whether the bytes of a result, and what was found, can be those of its tile; the tile number must exist. */
    public boolean fits(TileResult result) {
        int tile = result.verdict().key().tile();
        return result.verdict().status() == TileStatus.FILTERED
                ? outputs.fits(plan, tile, result.output())
                        && mayHaveFound(result.verdict().found())
                : result.output().length == plan.geometry().coreBytes(tile)
                        && result.verdict().found().isEmpty();
    }

    /** Only filters of this job that see whole frames look for anything. */
    private boolean mayHaveFound(Map<String, Integer> found) {
        if (found.isEmpty()) {
            return true;
        }
        Set<String> seeFrames = plan.tileStage().stream()
                .filter(spec -> spec.scope() == FilterScope.FRAME)
                .map(FilterSpec::name)
                .collect(toSet());
        return seeFrames.containsAll(found.keySet());
    }

    /** Returns the finished pixels of a frame. */
    public ComposedFrame compose(JoinedFrame joined) {
        TileGeometry geometry = plan.geometry();
        PixelBuffer stitched = PixelBuffer.allocate(geometry.layout(), geometry.width(), geometry.height());
        for (TileResult tile : joined.tiles()) {
            stitch(tile, stitched);
        }
        if (!plan.hasFrameStage()) {
            return new ComposedFrame(joined, stitched);
        }
        PixelBuffer filtered = outputs.runFrameStage(plan, stitched);
        for (TileResult tile : joined.tiles()) {
            if (tile.verdict().status() != TileStatus.FILTERED) {
                geometry.stitch(tile.output(), tile.verdict().key().tile(), filtered);
            }
        }
        return new ComposedFrame(joined, filtered);
    }

    private void stitch(TileResult result, PixelBuffer stitched) {
        int tile = result.verdict().key().tile();
        if (result.verdict().status() == TileStatus.FILTERED) {
            plan.geometry().stitch(outputs.decode(plan, tile, result.output()), tile, stitched);
        } else if (!plan.hasFrameStage()) {
            plan.geometry().stitch(result.output(), tile, stitched);
        }
    }
}
