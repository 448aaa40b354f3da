package io.tesela.filters;

import io.tesela.domain.filter.FilterSpec;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** The filters that come with Tesela, each a few calls of OpenCV with its default border. */
final class BuiltInFilters {
    private BuiltInFilters() {}

    static List<TileFilter> all() {
        return List.of(
                new Simple("gray", (plane, spec) -> plane.clone()),
                new Simple("invert", (plane, spec) -> invert(plane)),
                new Simple("blur", (plane, spec) -> blur(plane, spec.whole("k"))),
                new Simple("sobel", (plane, spec) -> sobel(plane)),
                new CannyFilter());
    }

    private static Mat invert(Mat plane) {
        return into(inverted -> opencv_core.bitwise_not(plane, inverted));
    }

    /** Sigma 0 lets OpenCV derive it: 0.3 * ((k - 1) / 2 - 1) + 0.8, with fixed kernels up to 7. */
    private static Mat blur(Mat plane, int k) {
        return into(blurred -> {
            try (Size kernel = new Size(k, k)) {
                opencv_imgproc.GaussianBlur(plane, blurred, kernel, 0);
            }
        });
    }

    /**
     * Half of |dx|, saturated at 255, plus half of |dy|, likewise; halves are rounded to even.
     *
     * <p>Source: "Sobel Derivatives" of the OpenCV tutorials.
     */
    private static Mat sobel(Mat plane) {
        return into(mean -> {
            try (Mat horizontal = gradient(plane, 1, 0);
                    Mat vertical = gradient(plane, 0, 1)) {
                opencv_core.addWeighted(horizontal, 0.5, vertical, 0.5, 0, mean);
            }
        });
    }

    private static Mat gradient(Mat plane, int dx, int dy) {
        return into(absolute -> {
            try (Mat signed = new Mat()) {
                opencv_imgproc.Sobel(plane, signed, opencv_core.CV_16S, dx, dy);
                opencv_core.convertScaleAbs(signed, absolute);
            }
        });
    }

    /** Returns a new matrix that {@code step} has filled; it is closed if the step fails. */
    static Mat into(Step step) {
        Mat result = new Mat();
        try {
            step.fill(result);
            return result;
        } catch (RuntimeException e) {
            result.close();
            throw e;
        }
    }

    /** Fills an empty matrix. */
    @FunctionalInterface
    interface Step {
        void fill(Mat result);
    }

    private record Simple(String name, BiFunction<Mat, FilterSpec, Mat> function) implements TileFilter {
        @Override
        public Mat apply(Mat plane, FilterSpec spec) {
            return function.apply(plane, spec);
        }
    }
}
