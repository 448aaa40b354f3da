package io.tesela.domain.frame;

/**
 * The unit of a stream's timestamps: {@code num / den} seconds.
 *
 * @param num above 0
 * @param den above 0
 */
public record TimeBase(int num, int den) {
    public TimeBase {
        if (num < 1 || den < 1) {
            throw new IllegalArgumentException("timeBase: " + num + "/" + den + " (expected: both above 0)");
        }
    }

    /** Returns a timestamp of this time base in seconds, for people only. */
    public double seconds(long pts) {
        return (double) pts * num / den;
    }
}
