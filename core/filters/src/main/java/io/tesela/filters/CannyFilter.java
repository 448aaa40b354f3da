package io.tesela.filters;

import io.tesela.domain.filter.FilterSpec;
import java.nio.ShortBuffer;
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
        try (Mat dx = gradient(plane, 1, 0);
                Mat dy = gradient(plane, 0, 1);
                Mat ridges = BuiltInFilters.into(mat -> opencv_imgproc.Canny(dx, dy, mat, low, low, false))) {
            byte[] map = new byte[plane.rows() * plane.cols()];
            OpenCv.read(ridges, map, 0);
            grade(map, dx.createBuffer(), dy.createBuffer(), (int) Math.floor(spec.value("high")));
            return map;
        }
    }

    /** The border is the one that {@code cv::Canny} uses itself, not the default. */
    private static Mat gradient(Mat plane, int dx, int dy) {
        return BuiltInFilters.into(mat -> opencv_imgproc.Sobel(
                plane, mat, opencv_core.CV_16S, dx, dy, APERTURE, 1, 0, opencv_core.BORDER_REPLICATE));
    }

    /** Turns 0 and 255 into map values; gradients are read only where there is a ridge, so without a copy. */
    private static void grade(byte[] ridges, ShortBuffer dx, ShortBuffer dy, int high) {
        for (int i = 0; i < ridges.length; i++) {
            if (ridges[i] != 0) {
                int magnitude = Math.abs((int) dx.get(i)) + Math.abs((int) dy.get(i));
                ridges[i] = magnitude > high ? EDGE : UNDECIDED;
            }
        }
    }
}
