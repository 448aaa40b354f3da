/**
 * Runs filters on the pixels of tiles and frames; the only code that imports OpenCV. Planning a chain, cutting and
 * stitching tiles do not belong here: they need no pixels and live in the domain.
 *
 * <p>Starting points: {@link io.tesela.filters.FilterEngine}, {@link io.tesela.filters.TileFilter}, {@link
 * io.tesela.filters.TileOutputCodec}.
 */
@NullMarked
package io.tesela.filters;

import org.jspecify.annotations.NullMarked;
