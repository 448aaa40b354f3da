package io.tesela.filters;

import io.tesela.domain.filter.FilterSpec;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Does what a {@link io.tesela.domain.filter.FilterDeclaration} of the same name declares, on one plane.
 *
 * <p>A filter must obey the law: on a plane cut out with the declared halo, every sample at least that far from a cut
 * edge is byte for byte the one it gives on the whole plane.
 *
 * <ul>
 *   <li><b>Threads:</b> called by several threads at once; keeps no state between calls.
 *   <li><b>Ownership:</b> the caller owns, and closes, both the plane and the result; the plane is read only.
 *   <li><b>Errors:</b> whatever it throws becomes an INTERNAL failure naming the filter, and may be tried again.
 * </ul>
 */
public non-sealed interface TileFilter extends PixelFilter {
    /**
     * Returns a new matrix with the filtered plane.
     *
     * @param plane 8 bits, one channel, continuous; never a view of a larger matrix, because OpenCV reads beyond the
     *     edges of a view, or takes another code path for it
     * @param spec parameters, already validated
     * @return same size and type as {@code plane}, continuous
     */
    Mat apply(Mat plane, FilterSpec spec);
}
