package io.tesela.domain.tile;

/**
 * One tile in one plane.
 *
 * @param core the cell itself
 * @param haloed the core grown by the halo, clamped to the plane
 */
public record TileRegion(PixelRect core, PixelRect haloed) {
    /** Returns the core in coordinates of the haloed region. */
    public PixelRect coreInHaloed() {
        return core.within(haloed);
    }
}
