package io.tesela.standalone.verify;

import java.util.OptionalLong;

/**
 * One thing that is not as whole frames, filtered in one process, would have it.
 *
 * @param frame 0-based; empty: of a file as a whole
 * @param asReported whether the report says so
 * @param what in words, without the frame
 */
public record Difference(OptionalLong frame, boolean asReported, String what) {
    static Difference ofFrame(long frame, boolean asReported, String what) {
        return new Difference(OptionalLong.of(frame), asReported, what);
    }

    static Difference ofFile(String what) {
        return new Difference(OptionalLong.empty(), false, what);
    }

    /** Returns one line for people. */
    public String line() {
        return frame.isPresent() ? "frame " + frame.getAsLong() + ": " + what : what;
    }
}
