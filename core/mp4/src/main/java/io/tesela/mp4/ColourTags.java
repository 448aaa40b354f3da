package io.tesela.mp4;

/**
 * How sample values mean colours. FFmpeg's {@code AVCOL_*} values are these codes.
 *
 * <p>Source: ITU-T H.273, tables 2 to 4.
 *
 * @param primaries code of the colour primaries, 0..65535; 2 when unspecified
 * @param transfer code of the transfer characteristics, 0..65535; 2 when unspecified
 * @param matrix code of the matrix coefficients, 0..65535; 2 when unspecified
 * @param fullRange whether luma uses 0..255 rather than 16..235
 */
public record ColourTags(int primaries, int transfer, int matrix, boolean fullRange) {
    private static final int UNSPECIFIED_CODE = 2;

    /** Not said by the source; no {@code colr} box is written. */
    public static final ColourTags UNSPECIFIED =
            new ColourTags(UNSPECIFIED_CODE, UNSPECIFIED_CODE, UNSPECIFIED_CODE, false);

    public ColourTags {
        checkCode("primaries", primaries);
        checkCode("transfer", transfer);
        checkCode("matrix", matrix);
    }

    /** Full range alone is worth saying: a player would clip it otherwise. */
    boolean isSpecified() {
        return !equals(UNSPECIFIED);
    }

    private static void checkCode(String name, int code) {
        Checks.that(code >= 0 && code <= 0xFFFF, name, code, "0..65535");
    }
}
