package io.tesela.media;

/**
 * How large a video may be; checked before memory for its frames is taken.
 *
 * @param maxWidth pixels, above 0
 * @param maxHeight pixels, above 0
 * @param maxPixels pixels of one frame, above 0
 * @param probeBytes most bytes that are read to find out what the streams are, 2048 or more
 * @param audioBytes most bytes of audio that are kept for frames to come, at most {@value #MOST_AUDIO_BYTES}; 0: audio is passed over
 */
public record DecodeLimits(int maxWidth, int maxHeight, long maxPixels, int probeBytes, int audioBytes) {
    /** What one record of the log may hold of it, with room for the timestamps. */
    public static final int MOST_AUDIO_BYTES = 12 << 20;

    /** Up to 8K; the probe is short enough that a fragmented MP4 starts long before its upload ends. No audio. */
    public static final DecodeLimits DEFAULT = new DecodeLimits(8192, 8192, 8192L * 4320, 2 << 20, 0);

    private static final int SHORTEST_PROBE = 2048;

    public DecodeLimits {
        if (maxWidth < 1 || maxHeight < 1 || maxPixels < 1) {
            throw new IllegalArgumentException(
                    "limits: " + maxWidth + "x" + maxHeight + ", " + maxPixels + " pixels (expected: all above 0)");
        }
        if (probeBytes < SHORTEST_PROBE) {
            throw new IllegalArgumentException("probeBytes: " + probeBytes + " (expected: >= " + SHORTEST_PROBE + ")");
        }
        if (audioBytes < 0 || audioBytes > MOST_AUDIO_BYTES) {
            throw new IllegalArgumentException(
                    "audioBytes: " + audioBytes + " (expected: 0 to " + MOST_AUDIO_BYTES + ")");
        }
    }

    /** Returns these limits with other {@link #audioBytes()}. */
    public DecodeLimits withAudio(int bytes) {
        return new DecodeLimits(maxWidth, maxHeight, maxPixels, probeBytes, bytes);
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
