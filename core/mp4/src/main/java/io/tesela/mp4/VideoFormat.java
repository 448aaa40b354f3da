package io.tesela.mp4;

/**
 * What is said about the pictures of a video track outside the encoded bytes.
 *
 * @param widthPixels width as encoded, 1..65535
 * @param heightPixels height as encoded, 1..65535
 * @param pixelAspectRatio shape of one pixel
 * @param colourTags meaning of the sample values
 */
public record VideoFormat(int widthPixels, int heightPixels, PixelAspectRatio pixelAspectRatio, ColourTags colourTags) {
    private static final int MAX_PIXELS = 0xFFFF;

    public VideoFormat {
        Checks.that(widthPixels > 0 && widthPixels <= MAX_PIXELS, "widthPixels", widthPixels, "1..65535");
        Checks.that(heightPixels > 0 && heightPixels <= MAX_PIXELS, "heightPixels", heightPixels, "1..65535");
    }

    /** Returns the width to show at, 16.16 fixed point; the encoded one if the shown one does not fit. */
    long displayWidthFixed() {
        long encoded = (long) widthPixels << 16;
        if (!pixelAspectRatio.isSpecified()) {
            return encoded;
        }
        long shown = Math.round((double) encoded * pixelAspectRatio.horizontal() / pixelAspectRatio.vertical());
        return shown > 0 && shown <= Checks.MAX_U32 ? shown : encoded;
    }

    /** Returns the height to show at, 16.16 fixed point. */
    long displayHeightFixed() {
        return (long) heightPixels << 16;
    }
}
