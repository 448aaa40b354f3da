package io.tesela.ingest.job;

import io.tesela.domain.report.TileLoads;
import io.tesela.domain.tile.TileGrid;

/**
 * What the tiles of a job have cost so far, where they lie.
 *
 * @param grid that frames are cut by, which is not what was asked for where a filter sees whole frames
 * @param loads of its tiles, row by row
 */
public record TileMap(TileGrid grid, TileLoads loads) {}
