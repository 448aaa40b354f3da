package io.tesela.domain.tile;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;

/**
 * Where the tiles of a frame lie in each plane, and how they are cut and stitched.
 *
 * <p>Cores begin at even pixels, so that the same cell exists at half size in the chroma planes; every plane has the
 * full halo at its own resolution, because chroma is filtered with the same kernels as luma.
 *
 * @param layout planes of the frame
 * @param width pixels, even
 * @param height pixels, even
 * @param grid cells; at most half as many columns as the width, rows as the height
 * @param halo margin around each core, in samples of each plane
 */
public record TileGeometry(PixelLayout layout, int width, int height, TileGrid grid, Halo halo) {
    public TileGeometry {
        if (width % 2 != 0 || height % 2 != 0) {
            throw new IllegalArgumentException("size: " + width + "x" + height + " (expected: even)");
        }
        if (grid.columns() > width / 2 || grid.rows() > height / 2) {
            throw new TeselaException(
                    FailureCode.BAD_TILES,
                    "tiles: " + grid + " (expected: at most " + Math.min(TileGrid.MAX, width / 2) + "x"
                            + Math.min(TileGrid.MAX, height / 2) + " for a frame of " + width + "x" + height + ")");
        }
    }

    /**
     * Returns where a tile lies in a plane.
     *
     * @param tile 0 to {@code grid.tiles() - 1}
     * @param plane 0 to {@code layout.planes() - 1}
     */
    public TileRegion region(int tile, int plane) {
        if (tile < 0 || tile >= grid.tiles()) {
            throw new IllegalArgumentException("tile: " + tile + " (expected: 0 to " + (grid.tiles() - 1) + ")");
        }
        int column = tile % grid.columns();
        int row = tile / grid.columns();
        int scale = plane == 0 ? 2 : 1;
        int left = boundary(column, grid.columns(), width) * scale;
        int right = boundary(column + 1, grid.columns(), width) * scale;
        int top = boundary(row, grid.rows(), height) * scale;
        int bottom = boundary(row + 1, grid.rows(), height) * scale;
        PixelRect core = new PixelRect(left, top, right - left, bottom - top);
        PixelRect haloed = core.grow(halo.pixels(), layout.planeSize(plane, width), layout.planeSize(plane, height));
        return new TileRegion(core, haloed);
    }

    /**
     * Returns where a band of a tile's rows lies in a plane: as cores do, it begins at even pixels.
     *
     * @param tile 0 to {@code grid.tiles() - 1}
     * @param plane 0 to {@code layout.planes() - 1}
     * @param band 0 to {@code bands - 1}
     * @param bands of about equal height; at most {@link #mostBands}
     * @param reach margin that is read around a band; at most the halo, unless the tile is the frame
     */
    public TileRegion band(int tile, int plane, int band, int bands, Halo reach) {
        if (band < 0 || band >= bands || bands > mostBands(tile)) {
            throw new IllegalArgumentException(
                    "band: " + band + " of " + bands + " (expected: of 1 to " + mostBands(tile) + ")");
        }
        PixelRect core = region(tile, plane).core();
        int scale = plane == 0 ? 2 : 1;
        int top = boundary(band, bands, 2 * mostBands(tile)) * scale;
        int bottom = boundary(band + 1, bands, 2 * mostBands(tile)) * scale;
        PixelRect rows = new PixelRect(core.x(), core.y() + top, core.width(), bottom - top);
        return new TileRegion(
                rows, rows.grow(reach.pixels(), layout.planeSize(plane, width), layout.planeSize(plane, height)));
    }

    /** Returns into how many bands a tile may be cut: a pair of rows each. */
    public int mostBands(int tile) {
        return region(tile, 0).core().height() / 2;
    }

    /** Returns the bytes of one tile with its halo, all planes. */
    public int haloedBytes(int tile) {
        int bytes = 0;
        for (int plane = 0; plane < layout.planes(); plane++) {
            bytes = Math.addExact(bytes, region(tile, plane).haloed().area());
        }
        return bytes;
    }

    /** Returns the bytes of one tile without halo, all planes. */
    public int coreBytes(int tile) {
        int bytes = 0;
        for (int plane = 0; plane < layout.planes(); plane++) {
            bytes = Math.addExact(bytes, region(tile, plane).core().area());
        }
        return bytes;
    }

    /** Returns a new array with the haloed region of a tile: planes one after the other, rows unpadded. */
    public byte[] cutHaloed(PixelBuffer frame, int tile) {
        byte[] cut = new byte[haloedBytes(tile)];
        cutHaloed(frame, tile, cut, 0);
        return cut;
    }

    /** Copies the haloed region of a tile to {@code target}, from {@code offset} on. */
    public void cutHaloed(PixelBuffer frame, int tile, byte[] target, int offset) {
        int to = offset;
        for (int plane = 0; plane < layout.planes(); plane++) {
            to = Planes.cut(frame, plane, region(tile, plane).haloed(), target, to);
        }
    }

    /** Returns a new array with the core of a tile: planes one after the other, rows unpadded. */
    public byte[] cutCore(PixelBuffer frame, int tile) {
        byte[] cut = new byte[coreBytes(tile)];
        int offset = 0;
        for (int plane = 0; plane < layout.planes(); plane++) {
            offset = Planes.cut(frame, plane, region(tile, plane).core(), cut, offset);
        }
        return cut;
    }

    /** Returns the core samples of a tile, given its haloed samples and what may follow them. */
    public byte[] cropToCore(byte[] haloed, int tile) {
        byte[] cropped = new byte[coreBytes(tile)];
        int from = 0;
        int to = 0;
        for (int plane = 0; plane < layout.planes(); plane++) {
            TileRegion region = region(tile, plane);
            to = Planes.copyRect(haloed, from, region.haloed().width(), region.coreInHaloed(), cropped, to);
            from += region.haloed().area();
        }
        return cropped;
    }

    /** Writes the core samples of a tile into a frame of this geometry's layout and size. */
    public void stitch(byte[] coreSamples, int tile, PixelBuffer frame) {
        if (coreSamples.length != coreBytes(tile)) {
            throw new IllegalArgumentException(
                    "coreSamples: " + coreSamples.length + " (expected: " + coreBytes(tile) + ")");
        }
        int offset = 0;
        for (int plane = 0; plane < layout.planes(); plane++) {
            offset = Planes.paste(coreSamples, offset, region(tile, plane).core(), frame, plane);
        }
    }

    /** Returns where cell {@code i} of {@code cells} begins, in pairs of pixels. */
    private static int boundary(int i, int cells, int size) {
        return (int) ((long) i * (size / 2) / cells);
    }
}
