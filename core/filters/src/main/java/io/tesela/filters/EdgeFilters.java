package io.tesela.filters;

import static io.tesela.filters.BuiltInFilters.into;
import static io.tesela.filters.BuiltInFilters.simple;

import java.util.List;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Filters that show where brightness changes; Canny's is {@link CannyFilter}. */
final class EdgeFilters {
    private EdgeFilters() {}

    static List<TileFilter> all() {
        return List.of(
                simple("sobel", (plane, spec) -> sobel(plane)),
                simple("laplacian", (plane, spec) -> laplacian(plane, spec.whole("k"))));
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

    /** Source: "Laplace Operator" of the OpenCV tutorials. */
    private static Mat laplacian(Mat plane, int k) {
        return into(absolute -> {
            try (Mat signed = new Mat()) {
                opencv_imgproc.Laplacian(plane, signed, opencv_core.CV_16S, k, 1, 0, opencv_core.BORDER_DEFAULT);
                opencv_core.convertScaleAbs(signed, absolute);
            }
        });
    }
}
