package io.tesela.domain.frame;

import java.math.BigInteger;

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

    /** Returns whether a timestamp of this time base and one of another name the same moment, to the last unit. */
    public boolean same(long pts, TimeBase other, long otherPts) {
        return equals(other)
                ? pts == otherPts
                : inCommonUnits(pts, this, other).equals(inCommonUnits(otherPts, other, this));
    }

    private static BigInteger inCommonUnits(long pts, TimeBase of, TimeBase other) {
        return BigInteger.valueOf(pts).multiply(BigInteger.valueOf((long) of.num * other.den));
    }
}
