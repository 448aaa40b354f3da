package io.tesela.domain.frame;

/**
 * When one frame is shown.
 *
 * @param index 0-based, in presentation order
 * @param pts in the job's time base
 * @param duration in the job's time base, above 0: up to the next frame, or the container's for the last one
 */
public record FrameTiming(long index, long pts, long duration) {
    public FrameTiming {
        if (index < 0) {
            throw new IllegalArgumentException("index: " + index + " (expected: >= 0)");
        }
        if (duration < 1) {
            throw new IllegalArgumentException("duration: " + duration + " (expected: > 0)");
        }
    }

    /** Returns the pts right after this frame. */
    public long end() {
        return pts + duration;
    }
}
