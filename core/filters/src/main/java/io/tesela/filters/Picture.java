package io.tesela.filters;

import io.tesela.domain.frame.PixelBuffer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

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
            try (Mat samples = OpenCv.plane(
                            frame.samples(),
                            frame.planeOffset(plane),
                            frame.planeWidth(plane),
                            frame.planeHeight(plane));
                    Rect place = region.divided(step);
                    Mat view = samples.apply(place);
                    Mat before = view.clone();
                    Mat after = change.of(before, step)) {
                requireSameSize(before, after);
                after.copyTo(view);
                OpenCv.read(samples, frame.samples(), frame.planeOffset(plane));
            }
        }
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

        private Rect divided(int step) {
            return new Rect(x / step, y / step, width / step, height / step);
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
