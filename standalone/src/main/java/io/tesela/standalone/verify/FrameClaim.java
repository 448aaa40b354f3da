package io.tesela.standalone.verify;

import io.tesela.media.DecodedFrame;
import org.jspecify.annotations.Nullable;

/**
 * A frame of the source, and what the job's files claim of it.
 *
 * @param frame 0-based
 * @param source decoded, in the layout of the plan
 * @param crc32c its line of the side file; null: that has no line for it
 * @param outPts of the result's frame, in the result's time base; null: there is none, or it is not looked at
 */
record FrameClaim(
        long frame,
        DecodedFrame source,
        @Nullable String crc32c,
        @Nullable Long outPts) implements Step {}
