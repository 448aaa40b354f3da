package io.tesela.media;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.VideoFormat;

/**
 * Adds up what one video is of work, frame by frame, and refuses what is beyond the limits.
 *
 * <p>What a header says may be a lie, in either direction: so it is not believed, but counted.
 *
 * <p><b>Threads:</b> not synchronised.
 */
public final class WorkCount {
    /** Any rate is allowed for so long: a few frames say little, and a slide show may begin with a burst. */
    private static final double GRACE_SECONDS = 10;

    private final DecodeLimits.Work limits;
    private final VideoFormat format;
    private long frames;
    private long firstPts;

    /** @param format of the frames, as they leave the decoder */
    public WorkCount(DecodeLimits.Work limits, VideoFormat format) {
        this.limits = limits;
        this.format = format;
    }

    /**
     * Counts a frame, before it is made ready for anybody.
     *
     * @param pts in the time base of the format, as is
     * @param duration of the frame
     * @throws TeselaException {@code TOO_LARGE}
     */
    public void take(long pts, long duration) {
        if (frames == 0) {
            firstPts = pts;
        }
        frames++;
        double seconds = format.timeBase().seconds(pts - firstPts + duration);
        if (frames > limits.maxFrames()) {
            throw tooLarge("has more frames than " + limits.maxFrames(), "--max-frames");
        }
        if (seconds * 1000 > limits.maxDuration().toMillis()) {
            throw tooLarge("is longer than " + limits.maxDuration().toMillis() / 1000.0 + " s", "--max-duration");
        }
        if (pixels() > limits.maxPixelsPerSecond() * (seconds + GRACE_SECONDS)) {
            throw tooLarge(
                    "has more than " + limits.maxPixelsPerSecond() + " pixels for each of its seconds",
                    "--max-pixels-per-second");
        }
    }

    private double pixels() {
        return (double) frames * format.width() * format.height();
    }

    private TeselaException tooLarge(String what, String flag) {
        return new TeselaException(
                FailureCode.TOO_LARGE,
                "the video " + what + ", counted up to frame " + (frames - 1) + " (expected: less, or a server that is"
                        + " started with a larger " + flag + ")");
    }
}
