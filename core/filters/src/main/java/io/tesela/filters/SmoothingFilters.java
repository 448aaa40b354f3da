package io.tesela.filters;

import static io.tesela.filters.BuiltInFilters.into;
import static io.tesela.filters.BuiltInFilters.simple;

import io.tesela.domain.filter.FilterSpec;
import java.util.List;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.global.opencv_photo;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Filters after which samples are more like those around, and the one that undoes it. */
final class SmoothingFilters {
    /** Amounts of sharpening are whole numbers of these parts, so that no sum is rounded but the last. */
    private static final int PARTS = 16;

    private SmoothingFilters() {}

    static List<TileFilter> all() {
        return List.of(
                simple("blur", (plane, spec) -> blur(plane, spec.whole("k"))),
                simple("box", (plane, spec) -> box(plane, spec.whole("k"))),
                simple("median", (plane, spec) -> median(plane, spec.whole("k"))),
                simple("bilateral", SmoothingFilters::bilateral),
                simple("denoise", SmoothingFilters::denoise),
                simple("sharpen", SmoothingFilters::sharpen));
    }

    /** Sigma 0 lets OpenCV derive it: 0.3 * ((k - 1) / 2 - 1) + 0.8, with fixed kernels up to 7. */
    private static Mat blur(Mat plane, int k) {
        return into(blurred -> {
            try (Size kernel = new Size(k, k)) {
                opencv_imgproc.GaussianBlur(plane, blurred, kernel, 0);
            }
        });
    }

    private static Mat box(Mat plane, int k) {
        return into(mean -> {
            try (Size kernel = new Size(k, k)) {
                opencv_imgproc.blur(plane, mean, kernel);
            }
        });
    }

    private static Mat median(Mat plane, int k) {
        return into(median -> opencv_imgproc.medianBlur(plane, median, k));
    }

    private static Mat bilateral(Mat plane, FilterSpec spec) {
        return into(smooth -> opencv_imgproc.bilateralFilter(
                plane, smooth, spec.whole("d"), spec.value("color"), spec.value("space")));
    }

    private static Mat denoise(Mat plane, FilterSpec spec) {
        return into(clean -> opencv_photo.fastNlMeansDenoising(
                plane, clean, (float) spec.value("h"), spec.whole("template"), spec.whole("search")));
    }

    /**
     * Unsharp masking: sample + amount * (sample - blurred), rounded once.
     *
     * <p>In whole sixteenths and 32 bits: with fractions OpenCV gives other results at the end of a row than in the middle, so
     * that tiles would not be the frame.
     */
    private static Mat sharpen(Mat plane, FilterSpec spec) {
        int parts = (int) Math.rint(spec.value("amount") * PARTS);
        return into(sharp -> {
            try (Mat blurred = blur(plane, spec.whole("k"));
                    Mat sample = wide(plane);
                    Mat around = wide(blurred);
                    Mat sum = new Mat()) {
                opencv_core.addWeighted(sample, PARTS + parts, around, -parts, 0, sum);
                sum.convertTo(sharp, opencv_core.CV_8U, 1.0 / PARTS, 0);
            }
        });
    }

    private static Mat wide(Mat plane) {
        return into(wide -> plane.convertTo(wide, opencv_core.CV_32S));
    }
}
