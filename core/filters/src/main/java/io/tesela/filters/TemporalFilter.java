package io.tesela.filters;

import io.tesela.domain.filter.FilterSpec;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A filter of planes that looks at frames before the one it filters, too, as many as its declaration says.
 *
 * <p>It obeys the law of {@link TileFilter}, and keeps nothing: all it looks at is handed to it.
 *
 * <ul>
 *   <li><b>Threads:</b> called by several threads at once; keeps no state between calls.
 *   <li><b>Ownership:</b> the caller owns, and closes, both the planes and the result; the planes are read only.
 *   <li><b>Errors:</b> whatever it throws becomes an INTERNAL failure naming the filter, and may be tried again.
 * </ul>
 */
public non-sealed interface TemporalFilter extends PixelFilter {
    /**
     * Returns a new matrix with the filtered plane.
     *
     * @param newestFirst the plane in the frame, then in the frames before it; only the first frames of a video have fewer than were
     *     declared. All are of one size, 8 bits, one channel, continuous
     * @param spec parameters, already validated
     * @return same size and type as each plane, continuous
     */
    Mat apply(List<Mat> newestFirst, FilterSpec spec);
}
