package io.tesela.domain.tile;

/**
 * A rectangle of samples in one plane.
 *
 * @param x left edge, samples, 0 or more
 * @param y top edge, samples, 0 or more
 * @param width samples, above 0
 * @param height samples, above 0
 */
public record PixelRect(int x, int y, int width, int height) {
    public PixelRect {
        if (x < 0 || y < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "rect: " + width + "x" + height + "+" + x + "+" + y + " (expected: inside the plane, not empty)");
        }
    }

    /** Returns the number of samples. */
    public int area() {
        return Math.multiplyExact(width, height);
    }

    /** Returns this rectangle grown on all sides, clamped to a plane. */
    public PixelRect grow(int samples, int planeWidth, int planeHeight) {
        int left = Math.max(0, x - samples);
        int top = Math.max(0, y - samples);
        int right = Math.min(planeWidth, x + width + samples);
        int bottom = Math.min(planeHeight, y + height + samples);
        return new PixelRect(left, top, right - left, bottom - top);
    }

    /** Returns this rectangle in the coordinates of an enclosing one. */
    public PixelRect within(PixelRect outer) {
        return new PixelRect(x - outer.x, y - outer.y, width, height);
    }
}
