package io.tesela.filters;

import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.frame.PixelBuffer;
import java.util.OptionalInt;

/**
 * A filter that must see all planes of a whole frame together; declared with {@link io.tesela.domain.filter.FilterScope#FRAME}.
 *
 * <ul>
 *   <li><b>Colour:</b> the luma of the result depends on luma alone: where a later filter drops the colour, there is no chroma.
 *   <li><b>Threads:</b> called by several threads at once; what it gives depends on its arguments alone.
 *   <li><b>Ownership:</b> the frame is read only; the result is the caller's.
 *   <li><b>Errors:</b> whatever it throws becomes an INTERNAL failure naming the filter, and may be tried again.
 * </ul>
 */
public non-sealed interface FrameFilter extends PixelFilter {
    /**
     * A filtered frame, and what was found on it.
     *
     * @param frame same layout and size as the one before
     * @param found how many of what the filter looks for; empty of a filter that looks for nothing
     */
    record Filtered(PixelBuffer frame, OptionalInt found) {
        public Filtered {
            if (found.orElse(0) < 0) {
                throw new IllegalArgumentException("found: " + found.getAsInt() + " (expected: 0 or more)");
            }
        }
    }

    /**
     * Returns a new frame, filtered.
     *
     * @param frame luma alone, or luma with chroma
     * @param spec parameters, already validated
     */
    Filtered apply(PixelBuffer frame, FilterSpec spec);
}
