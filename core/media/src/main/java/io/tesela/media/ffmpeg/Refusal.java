package io.tesela.media.ffmpeg;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.media.DecodeLimits;

/** The sentences with which an upload is refused. */
final class Refusal {
    private static final String EXPECTED = " (expected: a file that FFmpeg can read, such as MP4, MKV, WebM, MPEG-TS)";

    private Refusal() {}

    static TeselaException notAVideo(String reason) {
        return new TeselaException(FailureCode.NOT_A_VIDEO, "not a video: " + reason + EXPECTED);
    }

    static TeselaException unsupported(String what, String expected) {
        return new TeselaException(FailureCode.UNSUPPORTED_CODEC, what + " (expected: " + expected + ")");
    }

    static TeselaException tooLarge(int width, int height, DecodeLimits limits) {
        return new TeselaException(
                FailureCode.TOO_LARGE,
                "the video is " + width + "x" + height + " (expected: " + limits.sentence() + ")");
    }

    static TeselaException headerTooLarge(DecodeLimits limits) {
        return new TeselaException(
                FailureCode.TOO_LARGE,
                "the file names more than " + limits.maxTracks()
                        + " tracks, or its header more bytes than a video needs" + " (expected: less of both)");
    }
}
