package io.tesela.domain.frame;

/**
 * A frame rate or sample aspect ratio, exactly as the container says it; 0/1 when it says nothing.
 *
 * @param num 0 or more
 * @param den above 0
 */
public record Ratio(int num, int den) {
    /** What a container says when it does not say. */
    public static final Ratio UNKNOWN = new Ratio(0, 1);

    public Ratio {
        if (num < 0 || den < 1) {
            throw new IllegalArgumentException("ratio: " + num + "/" + den + " (expected: num >= 0 and den > 0)");
        }
    }

    public boolean known() {
        return num > 0;
    }

    public double value() {
        return (double) num / den;
    }

    /** Returns {@code den/num}, or this if it is unknown. */
    public Ratio inverse() {
        return known() ? new Ratio(den, num) : this;
    }

    @Override
    public String toString() {
        return num + ":" + den;
    }
}
