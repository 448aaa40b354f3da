package io.tesela.media.ffmpeg;

/**
 * How stored samples are turned to be upright: the shown sample (x, y) is the stored sample (x, y), or (y, x) if
 * transposed, counted from the other end of an axis that is mirrored.
 *
 * @param transposed whether stored rows are shown as columns
 * @param mirrorX whether the stored x axis runs backwards
 * @param mirrorY whether the stored y axis runs backwards
 */
record Orientation(boolean transposed, boolean mirrorX, boolean mirrorY) {
    static final Orientation UPRIGHT = new Orientation(false, false, false);

    /** Part of the largest element below which an element of a matrix counts as 0. */
    private static final int NEGLIGIBLE = 64;

    /**
     * Returns the orientation that a display matrix of FFmpeg means.
     *
     * <p>Source: libavutil/display.h: (x', y') = (a x + c y, b x + d y), where a, b, c, d are elements 0, 1, 3, 4.
     *
     * @param matrix nine elements
     * @throws IllegalArgumentException if it is not a multiple of 90 degrees
     */
    static Orientation of(int[] matrix) {
        int a = matrix[0];
        int b = matrix[1];
        int c = matrix[3];
        int d = matrix[4];
        long straight = Math.min(Math.abs((long) a), Math.abs((long) d));
        long crossed = Math.min(Math.abs((long) b), Math.abs((long) c));
        if (straight > NEGLIGIBLE * Math.max(Math.abs((long) b), Math.abs((long) c))) {
            return new Orientation(false, a < 0, d < 0);
        }
        if (crossed > NEGLIGIBLE * Math.max(Math.abs((long) a), Math.abs((long) d))) {
            return new Orientation(true, b < 0, c < 0);
        }
        throw new IllegalArgumentException(
                "matrix: " + a + " " + b + " " + c + " " + d + " (expected: a rotation by a multiple of 90 degrees)");
    }

    /** Returns the degrees clockwise by which the stored picture is turned: 0, 90, 180 or 270; mirroring comes on top. */
    int degrees() {
        if (transposed) {
            return mirrorY ? 90 : 270;
        }
        return mirrorY ? 180 : 0;
    }

    /** Returns whether no rotation alone does it. */
    boolean mirrored() {
        return transposed == (mirrorX == mirrorY);
    }

    /** Returns the width or height shown, of a picture stored with these. */
    int shown(int alongUpright, int alongTransposed) {
        return transposed ? alongTransposed : alongUpright;
    }

    /**
     * Turns one plane.
     *
     * @param stored samples, row by row, unpadded
     * @param width of the stored plane
     * @param height of the stored plane
     * @param shown receives {@code width * height} samples from {@code offset} on
     */
    void turn(byte[] stored, int width, int height, byte[] shown, int offset) {
        int stepX = mirrorX ? -1 : 1;
        int stepY = mirrorY ? -width : width;
        int first = (mirrorX ? width - 1 : 0) + (mirrorY ? (height - 1) * width : 0);
        int columns = shown(width, height);
        int rows = shown(height, width);
        int alongRow = transposed ? stepY : stepX;
        int alongColumn = transposed ? stepX : stepY;
        int to = offset;
        for (int row = 0; row < rows; row++) {
            int from = first + row * alongColumn;
            for (int column = 0; column < columns; column++) {
                shown[to++] = stored[from];
                from += alongRow;
            }
        }
    }
}
