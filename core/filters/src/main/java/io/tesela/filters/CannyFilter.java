package io.tesela.filters;

import io.tesela.domain.filter.FilterSpec;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Canny's edges as {@code cv::Canny} finds them, with 3x3 gradients and the L1 norm, also for a frame that was cut.
 *
 * <p>{@code cv::Canny} keeps ridges of the gradient (samples not exceeded by their two neighbours across the edge)
 * whose magnitude is above the low threshold, and of these the ones connected to one above the high threshold. With
 * both thresholds set to the low one, every ridge is its own seed and what comes back is the ridges themselves; which
 * of them are strong is then read off the gradients. A ridge hangs on the samples 2 away, which is the halo.
 *
 * <p>Source: OpenCV 4.13, modules/imgproc/src/canny.cpp.
 */
final class CannyFilter implements TwoPhaseFilter {
    private static final int APERTURE = 3;

    @Override
    public String name() {
        return "canny";
    }

    @Override
    public Mat apply(Mat plane, FilterSpec spec) {
        return BuiltInFilters.into(
                edges -> opencv_imgproc.Canny(plane, edges, spec.value("low"), spec.value("high"), APERTURE, false));
    }

    @Override
    public byte[] map(Mat plane, FilterSpec spec) {
        double low = spec.value("low");
        try (Mat dx = new Mat();
                Mat dy = new Mat();
                Mat ridges = new Mat()) {
            // Both in one pass, and what cv::Canny has of two; the border is its own, too, not the default.
            opencv_imgproc.spatialGradient(plane, dx, dy, APERTURE, opencv_core.BORDER_REPLICATE);
            opencv_imgproc.Canny(dx, dy, ridges, low, low, false);
            byte[] map = new byte[plane.rows() * plane.cols()];
            OpenCv.read(ridges, map, 0);
            RidgeGrades.grade(map, samples(dx), samples(dy), (int) Math.floor(spec.value("high")));
            return map;
        }
    }

    /** Shares the memory of the matrix. */
    private static ByteBuffer samples(Mat gradient) {
        long bytes = gradient.total() * Short.BYTES;
        return gradient.data().capacity(bytes).asByteBuffer();
    }
}
