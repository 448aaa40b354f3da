/**
 * How a frame is divided into tiles with halo and put together again: pure arithmetic on planes.
 *
 * <p>Starting points: {@link io.tesela.domain.tile.TileGeometry}, {@link io.tesela.domain.tile.TileGrid}.
 */
@NullMarked
package io.tesela.domain.tile;

import org.jspecify.annotations.NullMarked;
