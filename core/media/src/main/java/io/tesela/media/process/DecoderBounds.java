package io.tesela.media.process;

import java.time.Duration;

/**
 * What the process of one decoder may take.
 *
 * @param time most time of its own for one frame, or to find out what a video is; above 0
 * @param memoryBytes most resident memory; above 0
 */
public record DecoderBounds(Duration time, long memoryBytes) {
    /** A hundred times what the slowest frame takes here; what 8K with its reference frames takes, twice. */
    public static final DecoderBounds DEFAULT = new DecoderBounds(Duration.ofMinutes(1), 2L << 30);

    public DecoderBounds {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("time: " + time + " (expected: > 0)");
        }
        if (memoryBytes < 1) {
            throw new IllegalArgumentException("memoryBytes: " + memoryBytes + " (expected: > 0)");
        }
    }
}
