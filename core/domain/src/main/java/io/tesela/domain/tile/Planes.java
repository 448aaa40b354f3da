package io.tesela.domain.tile;

import io.tesela.domain.frame.PixelBuffer;

/** Copies rectangles of samples between planes and packed arrays, row by row. */
final class Planes {
    private Planes() {}

    /** Copies a rectangle of a plane to {@code target}; returns the offset after it. */
    static int cut(PixelBuffer frame, int plane, PixelRect rect, byte[] target, int offset) {
        int stride = frame.planeWidth(plane);
        return copyRect(frame.samples(), frame.planeOffset(plane), stride, rect, target, offset);
    }

    /** Copies a rectangle out of an array with rows of {@code stride} samples; returns the offset after it. */
    static int copyRect(byte[] source, int base, int stride, PixelRect rect, byte[] target, int offset) {
        int from = base + rect.y() * stride + rect.x();
        int to = offset;
        for (int row = 0; row < rect.height(); row++) {
            System.arraycopy(source, from, target, to, rect.width());
            from += stride;
            to += rect.width();
        }
        return to;
    }

    /** Copies packed samples into a rectangle of a plane; returns the offset after what was read. */
    static int paste(byte[] source, int offset, PixelRect rect, PixelBuffer frame, int plane) {
        int stride = frame.planeWidth(plane);
        int to = frame.planeOffset(plane) + rect.y() * stride + rect.x();
        int from = offset;
        for (int row = 0; row < rect.height(); row++) {
            System.arraycopy(source, from, frame.samples(), to, rect.width());
            to += stride;
            from += rect.width();
        }
        return from;
    }
}
