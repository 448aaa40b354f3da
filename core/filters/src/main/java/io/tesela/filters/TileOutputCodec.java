package io.tesela.filters;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;

/**
 * Turns what travelled back from the tile stage into samples to stitch; needs no OpenCV.
 *
 * <pre>
 * plan.mapped()   output bytes
 * false           core samples, planes one after the other, rows unpadded
 * true            {@link PackedMap} of the luma core
 * </pre>
 */
public final class TileOutputCodec {
    private TileOutputCodec() {}

    /**
     * Returns the core of a tile, to be stitched with {@link io.tesela.domain.tile.TileGeometry#stitch}: samples, or map
     * values 0, 1 and 2.
     *
     * <p>Ownership: the result is {@code output} itself where nothing has to be unpacked.
     *
     * @param output {@link TileOutput#bytes()}
     * @throws TeselaException {@link FailureCode#BAD_MESSAGE} if it does not fit the tile
     */
    public static byte[] decodeCore(ChainPlan plan, int tile, byte[] output) {
        int coreBytes = plan.geometry().coreBytes(tile);
        if (plan.mapped()) {
            return PackedMap.decode(output, coreBytes);
        }
        if (output.length != coreBytes) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE, "tile output: " + output.length + " bytes (expected: " + coreBytes + ")");
        }
        return output;
    }

    /** Returns whether {@link #decodeCore} takes {@code output} for that tile; unpacks nothing, so that any thread may ask. */
    public static boolean fits(ChainPlan plan, int tile, byte[] output) {
        int coreBytes = plan.geometry().coreBytes(tile);
        return plan.mapped() ? PackedMap.fits(output, coreBytes) : output.length == coreBytes;
    }

    /** Returns the core that a degraded tile of a mapped plan adds to the join: no edge, nothing undecided. */
    public static byte[] emptyMap(ChainPlan plan, int tile) {
        if (!plan.mapped()) {
            throw new IllegalArgumentException("plan: " + plan.chain() + " (expected: a plan with maps)");
        }
        return new byte[plan.geometry().coreBytes(tile)];
    }
}
