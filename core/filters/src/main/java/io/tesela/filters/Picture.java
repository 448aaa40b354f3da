package io.tesela.filters;

import io.tesela.domain.frame.PixelBuffer;
import org.bytedeco.opencv.opencv_core.Mat;

/** A frame being changed, region by region, on all its planes. Threads: one. */
final class Picture {
    private final PixelBuffer frame;

    private Picture(PixelBuffer frame) {
        this.frame = frame;
    }

    /** Returns a copy of a frame, to be changed. */
    static Picture of(PixelBuffer frame) {
        return new Picture(new PixelBuffer(
                frame.layout(), frame.width(), frame.height(), frame.samples().clone()));
    }

    /** Returns what became of the frame. */
    PixelBuffer frame() {
        return frame;
    }

    /** Returns a region that lies within the frame, whose corners are on chroma samples, and that holds what is left of another. */
    Region within(int x, int y, int width, int height) {
        int left = even(Math.max(0, x));
        int top = even(Math.max(0, y));
        int right = Math.min(frame.width(), even(x + width + 1));
        int bottom = Math.min(frame.height(), even(y + height + 1));
        return new Region(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
    }

    /**
     * Puts something else in the place of a region.
     *
     * @param change gets a continuous copy of the region's samples of each plane, and returns as many in a new matrix
     */
    void change(Region region, PlaneChange change) {
        if (region.empty()) {
            return;
        }
        for (int plane = 0; plane < frame.layout().planes(); plane++) {
            int step = plane == 0 ? 1 : 2;
            byte[] samples = cut(region, plane, step);
            try (Mat before = OpenCv.plane(samples, 0, region.width() / step, region.height() / step);
                    Mat after = change.of(before, step)) {
                requireSameSize(before, after);
                OpenCv.read(after, samples, 0);
            }
            paste(samples, region, plane, step);
        }
    }

    private byte[] cut(Region region, int plane, int step) {
        int width = region.width() / step;
        byte[] samples = new byte[width * (region.height() / step)];
        for (int row = 0; row < region.height() / step; row++) {
            System.arraycopy(frame.samples(), at(region, plane, step, row), samples, row * width, width);
        }
        return samples;
    }

    private void paste(byte[] samples, Region region, int plane, int step) {
        int width = region.width() / step;
        for (int row = 0; row < region.height() / step; row++) {
            System.arraycopy(samples, row * width, frame.samples(), at(region, plane, step, row), width);
        }
    }

    /** Returns where a row of a region begins among the samples of the frame. */
    private int at(Region region, int plane, int step, int row) {
        return frame.planeOffset(plane) + (region.y() / step + row) * frame.planeWidth(plane) + region.x() / step;
    }

    /** Changes a plane's part of a region. */
    @FunctionalInterface
    interface PlaneChange {
        /**
         * Returns what takes the place of the samples.
         *
         * @param step luma samples from one sample of this plane to the next: 1 of luma, 2 of chroma
         */
        Mat of(Mat samples, int step);
    }

    /** A rectangle of luma samples. */
    record Region(int x, int y, int width, int height) {
        boolean empty() {
            return width == 0 || height == 0;
        }
    }

    private static void requireSameSize(Mat before, Mat after) {
        if (!OpenCv.isPlane(after, before.cols(), before.rows())) {
            throw new IllegalStateException("region: " + after + " (expected: " + before + ")");
        }
    }

    private static int even(int value) {
        return value & ~1;
    }
}
