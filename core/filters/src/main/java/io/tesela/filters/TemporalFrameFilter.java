package io.tesela.filters;

import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.frame.PixelBuffer;
import java.util.List;

/**
 * A filter that must see all planes of a whole frame together, and frames before it; for parameters that make its scope
 * {@link io.tesela.domain.filter.FilterScope#FRAME}.
 *
 * <p>Colour, threads, ownership and errors are as of a {@link FrameFilter}.
 */
public non-sealed interface TemporalFrameFilter extends PixelFilter {
    /**
     * Returns a new frame, filtered.
     *
     * @param newestFirst the frame, then those before it; only the first frames of a video have fewer than were declared
     * @param spec parameters, already validated
     * @return same layout and size
     */
    PixelBuffer applyToWhole(List<PixelBuffer> newestFirst, FilterSpec spec);
}
