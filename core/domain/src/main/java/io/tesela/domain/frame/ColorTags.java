package io.tesela.domain.frame;

/**
 * Colour description of a video, in the code points of ITU-T H.273; 2 means unspecified.
 *
 * @param primaries colour primaries
 * @param transfer transfer characteristics
 * @param matrix matrix coefficients
 * @param fullRange whether samples use 0..255 rather than 16..235
 */
public record ColorTags(int primaries, int transfer, int matrix, boolean fullRange) {
    /** The code point for "not said". */
    public static final int UNSPECIFIED = 2;

    /** Nothing is said, range is limited. */
    public static final ColorTags UNKNOWN = new ColorTags(UNSPECIFIED, UNSPECIFIED, UNSPECIFIED, false);
}
