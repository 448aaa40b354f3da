package io.tesela.media;

/**
 * How large a video may be; checked before memory for its frames is taken.
 *
 * @param maxWidth pixels, above 0
 * @param maxHeight pixels, above 0
 * @param maxPixels pixels of one frame, above 0
 * @param probeBytes most bytes that are read to find out what the streams are, 2048 or more
 */
public record DecodeLimits(int maxWidth, int maxHeight, long maxPixels, int probeBytes) {
    /** Up to 8K; the probe is short enough that a fragmented MP4 starts long before its upload ends. */
    public static final DecodeLimits DEFAULT = new DecodeLimits(8192, 8192, 8192L * 4320, 2 << 20);

    private static final int SHORTEST_PROBE = 2048;

    public DecodeLimits {
        if (maxWidth < 1 || maxHeight < 1 || maxPixels < 1) {
            throw new IllegalArgumentException(
                    "limits: " + maxWidth + "x" + maxHeight + ", " + maxPixels + " pixels (expected: all above 0)");
        }
        if (probeBytes < SHORTEST_PROBE) {
            throw new IllegalArgumentException("probeBytes: " + probeBytes + " (expected: >= " + SHORTEST_PROBE + ")");
        }
    }

    /** Returns whether a frame of that size in pixels may be decoded. */
    public boolean allow(int width, int height) {
        return width <= maxWidth && height <= maxHeight && (long) width * height <= maxPixels;
    }

    /** Returns the limits in the words of a failure's sentence. */
    public String sentence() {
        return "at most " + maxWidth + "x" + maxHeight + " and " + maxPixels + " pixels";
    }
}
