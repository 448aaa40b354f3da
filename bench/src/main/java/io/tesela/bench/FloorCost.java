package io.tesela.bench;

/**
 * CPU time that one frame takes where nothing is around the work: one thread, no tiles, no log, no network.
 *
 * @param frames how many were measured, above 0
 * @param width of a frame, pixels
 * @param height of a frame, pixels
 * @param decodeMs opening and decoding, milliseconds a frame
 * @param filterMs the whole chain on the whole frame, milliseconds a frame
 * @param encodeMs opening and encoding segments, milliseconds a frame
 */
record FloorCost(int frames, int width, int height, double decodeMs, double filterMs, double encodeMs) {
    FloorCost {
        if (frames < 1) {
            throw new IllegalArgumentException("frames: " + frames + " (expected: > 0)");
        }
    }

    /** Returns what a frame takes at least, milliseconds. */
    double totalMs() {
        return decodeMs + filterMs + encodeMs;
    }
}
