package io.tesela.standalone.verify;

import io.tesela.domain.frame.PixelBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame of the source, and what the job's files claim of it.
 *
 * @param frame 0-based
 * @param newestFirst the source's frame, in the layout of the plan, then those before it that filters look back at
 * @param pts of the source's frame, in the source's time base
 * @param crc32c its line of the side file; null: that has no line for it
 * @param outPts of the result's frame, in the result's time base; null: there is none, or it is not looked at
 */
record FrameClaim(
        long frame,
        List<PixelBuffer> newestFirst,
        long pts,
        @Nullable String crc32c,
        @Nullable Long outPts) implements Step {
    FrameClaim {
        newestFirst = List.copyOf(newestFirst);
    }

    /** Returns the pixels of the source's frame. */
    PixelBuffer pixels() {
        return newestFirst.get(0);
    }
}
