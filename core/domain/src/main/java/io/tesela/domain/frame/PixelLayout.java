package io.tesela.domain.frame;

/**
 * How the 8-bit samples of a picture lie in memory: planes one after the other, rows unpadded.
 *
 * <pre>
 * LUMA   Y (width x height)
 * I420   Y (width x height), U, V (width/2 x height/2 each); width and height are even
 * </pre>
 */
public enum PixelLayout {
    /** The luma plane only; chroma is neutral wherever the picture is shown. */
    LUMA(0, 1),
    /** Planar 4:2:0. */
    I420(1, 3);

    private final int code;
    private final int planes;

    PixelLayout(int code, int planes) {
        this.code = code;
        this.planes = planes;
    }

    /** Returns the byte that stands for this layout in records. */
    public int code() {
        return code;
    }

    /** Returns the number of planes. */
    public int planes() {
        return planes;
    }

    /** Returns the layout with that code. */
    public static PixelLayout ofCode(int code) {
        for (PixelLayout layout : values()) {
            if (layout.code == code) {
                return layout;
            }
        }
        throw new IllegalArgumentException("code: " + code + " (expected: 0 or 1)");
    }

    /** Returns how many samples of {@code size} (width or height, pixels) the plane has. */
    public int planeSize(int plane, int size) {
        return plane == 0 ? size : size / 2;
    }

    /** Returns the bytes of one plane of a picture of that size in pixels. */
    public int planeBytes(int plane, int width, int height) {
        return Math.multiplyExact(planeSize(plane, width), planeSize(plane, height));
    }

    /** Returns where a plane begins. */
    public int planeOffset(int plane, int width, int height) {
        int offset = 0;
        for (int before = 0; before < plane; before++) {
            offset = Math.addExact(offset, planeBytes(before, width, height));
        }
        return offset;
    }

    /** Returns the bytes of a picture of that size in pixels. */
    public int bytes(int width, int height) {
        return planeOffset(planes, width, height);
    }
}
