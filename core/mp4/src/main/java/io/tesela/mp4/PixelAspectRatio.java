package io.tesela.mp4;

/**
 * Shape of one pixel, width to height.
 *
 * @param horizontal relative width; 0 when unspecified
 * @param vertical relative height; above 0
 */
public record PixelAspectRatio(int horizontal, int vertical) {
    /** Not said by the source; no {@code pasp} box is written. */
    public static final PixelAspectRatio UNSPECIFIED = new PixelAspectRatio(0, 1);

    public PixelAspectRatio {
        Checks.that(horizontal >= 0, "horizontal", horizontal, ">= 0");
        Checks.that(vertical > 0, "vertical", vertical, "> 0");
    }

    boolean isSpecified() {
        return horizontal > 0;
    }
}
