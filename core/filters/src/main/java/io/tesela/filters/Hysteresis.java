package io.tesela.filters;

import io.tesela.domain.tile.PixelRect;
import io.tesela.domain.tile.TileGeometry;
import io.tesela.domain.tile.TileRegion;

/**
 * Decides which weak samples are edges: as many as possible in each tile, the rest on the joined map.
 *
 * <p>A weak component that is connected to an edge inside its tile is edge; one that is not, and does not reach another
 * tile, is none. What is left touches an internal tile boundary, so the joined map needs to look along those only: a
 * path from an edge to an undecided sample, each complete within its own tile, must cross one.
 */
final class Hysteresis {
    private Hysteresis() {}

    /**
     * Returns the map of a tile's core in which only what hangs on other tiles is undecided.
     *
     * @param haloedMap map of the haloed region, row by row
     * @param region where the tile lies in the luma plane
     * @param width of the frame, pixels
     * @param height of the frame, pixels
     */
    static byte[] closeTile(byte[] haloedMap, TileRegion region, int width, int height) {
        PixelRect core = region.core();
        MapFlood flood = new MapFlood(haloedMap, region.haloed().width(), region.coreInHaloed());
        flood.spreadEdges();
        // At an edge of the frame there is nothing outside to be connected to.
        if (core.x() > 0) {
            flood.keepColumn(0);
        }
        if (core.x() + core.width() < width) {
            flood.keepColumn(core.width() - 1);
        }
        if (core.y() > 0) {
            flood.keepRow(0);
        }
        if (core.y() + core.height() < height) {
            flood.keepRow(core.height() - 1);
        }
        return flood.toMap();
    }

    /**
     * Returns the edges, 255 on 0, of a frame whose tiles were closed.
     *
     * @param joinedMap map of the whole luma plane, row by row; it is not changed
     */
    static byte[] resolve(byte[] joinedMap, TileGeometry geometry) {
        int width = geometry.width();
        int height = geometry.height();
        JoinFlood flood = new JoinFlood(joinedMap, width, height);
        for (int column = 1; column < geometry.grid().columns(); column++) {
            int x = geometry.region(column, 0).core().x();
            for (int y = 0; y < height; y++) {
                flood.spreadFrom(x - 1, y);
                flood.spreadFrom(x, y);
            }
        }
        for (int row = 1; row < geometry.grid().rows(); row++) {
            int y = geometry.region(row * geometry.grid().columns(), 0).core().y();
            for (int x = 0; x < width; x++) {
                flood.spreadFrom(x, y - 1);
                flood.spreadFrom(x, y);
            }
        }
        return flood.edges();
    }

    /**
     * Returns the edges, 255 on 0, of a frame that was never cut.
     *
     * @param map of the whole luma plane, row by row, not closed; it is not changed
     */
    static byte[] resolveWhole(byte[] map, int width, int height) {
        MapFlood flood = new MapFlood(map, width, new PixelRect(0, 0, width, height));
        flood.spreadEdges();
        byte[] edges = flood.toMap();
        for (int i = 0; i < edges.length; i++) {
            edges[i] = edges[i] == TwoPhaseFilter.EDGE ? JoinFlood.WHITE : 0;
        }
        return edges;
    }
}
