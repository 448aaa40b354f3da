package io.tesela.media;

import java.time.Duration;

/**
 * How large a video may be, and how much work; checked before memory for it is taken.
 *
 * @param frame size of one frame
 * @param work size of the whole
 * @param maxTracks most tracks of a file, of any kind, 1 or more
 * @param probeBytes most bytes that are read to find out what the streams are, 2048 or more
 * @param audioBytes most bytes of audio that are kept for frames to come, at most {@value #MOST_AUDIO_BYTES}; 0: audio is passed over
 */
public record DecodeLimits(Frame frame, Work work, int maxTracks, int probeBytes, int audioBytes) {
    /** What one record of the log may hold of it, with room for the timestamps. */
    public static final int MOST_AUDIO_BYTES = 12 << 20;

    /**
     * Frames of up to 8K; a month of a camera at 30 frames a second; 60 frames of 8K a second; as many tracks as no disc has; a probe that
     * is short enough that a fragmented MP4 starts long before its upload ends. No audio.
     */
    public static final DecodeLimits DEFAULT = new DecodeLimits(
            new Frame(8192, 8192, 8192L * 4320),
            new Work(100_000_000, Duration.ofDays(31), 60 * 8192L * 4320),
            256,
            2 << 20,
            0);

    private static final int SHORTEST_PROBE = 2048;

    public DecodeLimits {
        require("maxTracks", maxTracks, 1, Integer.MAX_VALUE);
        require("probeBytes", probeBytes, SHORTEST_PROBE, Integer.MAX_VALUE);
        require("audioBytes", audioBytes, 0, MOST_AUDIO_BYTES);
    }

    /**
     * How large one frame may be.
     *
     * @param maxWidth pixels, above 0
     * @param maxHeight pixels, above 0
     * @param maxPixels pixels of the frame, above 0
     */
    public record Frame(int maxWidth, int maxHeight, long maxPixels) {
        public Frame {
            require("maxWidth", maxWidth, 1, Integer.MAX_VALUE);
            require("maxHeight", maxHeight, 1, Integer.MAX_VALUE);
            require("maxPixels", maxPixels, 1, Long.MAX_VALUE);
        }
    }

    /**
     * How much there may be of it.
     *
     * @param maxFrames most frames, above 0
     * @param maxDuration longest time from the first frame to the end of the last, above 0
     * @param maxPixelsPerSecond most pixels for each second of the video's time, on average from its beginning; above 0
     */
    public record Work(long maxFrames, Duration maxDuration, long maxPixelsPerSecond) {
        public Work {
            require("maxFrames", maxFrames, 1, Long.MAX_VALUE);
            require("maxDuration", maxDuration.toMillis(), 1, Long.MAX_VALUE);
            require("maxPixelsPerSecond", maxPixelsPerSecond, 1, Long.MAX_VALUE);
        }
    }

    /** Returns these limits with other {@link #frame()}. */
    public DecodeLimits with(Frame other) {
        return new DecodeLimits(other, work, maxTracks, probeBytes, audioBytes);
    }

    /** Returns these limits with other {@link #work()}. */
    public DecodeLimits with(Work other) {
        return new DecodeLimits(frame, other, maxTracks, probeBytes, audioBytes);
    }

    /** Returns these limits with other {@link #audioBytes()}. */
    public DecodeLimits withAudio(int bytes) {
        return new DecodeLimits(frame, work, maxTracks, probeBytes, bytes);
    }

    /** Returns these limits with other {@link #maxTracks()}. */
    public DecodeLimits withMaxTracks(int tracks) {
        return new DecodeLimits(frame, work, tracks, probeBytes, audioBytes);
    }

    /** Returns whether a frame of that size in pixels may be decoded. */
    public boolean allow(int width, int height) {
        return width <= frame.maxWidth && height <= frame.maxHeight && (long) width * height <= frame.maxPixels;
    }

    /** Returns the limits of a frame in the words of a failure's sentence. */
    public String sentence() {
        return "at most " + frame.maxWidth + "x" + frame.maxHeight + " and " + frame.maxPixels + " pixels";
    }

    private static void require(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }
}
