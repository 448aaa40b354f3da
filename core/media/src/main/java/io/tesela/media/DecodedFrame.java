package io.tesela.media;

import io.tesela.domain.frame.PixelBuffer;

/**
 * One frame as it leaves the decoder.
 *
 * @param pixels owned by the receiver
 * @param pts in the time base of the decoder's format
 * @param duration likewise, above 0: the container's or the codec's own, else one period of the frame rate
 */
public record DecodedFrame(PixelBuffer pixels, long pts, long duration) {
    public DecodedFrame {
        if (duration < 1) {
            throw new IllegalArgumentException("duration: " + duration + " (expected: > 0)");
        }
    }
}
