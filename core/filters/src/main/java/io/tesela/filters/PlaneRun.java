package io.tesela.filters;

import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.filter.FilterSpec;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Runs filters, one after the other, on a plane of a frame and of the frames before it.
 *
 * <pre>
 * a filter that looks one frame back:
 *
 * planes      n   n-1   n-2        0   (of a video that begins)
 *              \  / \   /          |
 * results      n    n-1            0
 * </pre>
 *
 * <p><b>Threads:</b> stateless; any. <b>Ownership:</b> closes every matrix it is given, and those in between.
 */
record PlaneRun(FilterLibrary library) {
    /**
     * Returns what becomes of the newest planes.
     *
     * @param newestFirst planes of one size; where there are fewer than {@code wanted} and the filters look back, the last is of the
     *     first frame of the video
     * @param wanted how many results the caller needs, at most
     * @return newest first; the caller closes them
     */
    List<Mat> run(List<FilterSpec> filters, List<Mat> newestFirst, int wanted) {
        List<Mat> current = newestFirst;
        for (int at = 0; at < filters.size(); at++) {
            int needed = wanted + FilterChain.temporalExtent(filters.subList(at + 1, filters.size()));
            List<Mat> before = current;
            try {
                current = step(filters.get(at), before, Math.min(needed, before.size()));
            } finally {
                OpenCv.close(before);
            }
        }
        OpenCv.close(current.subList(Math.min(wanted, current.size()), current.size()));
        return current.subList(0, Math.min(wanted, current.size()));
    }

    private List<Mat> step(FilterSpec spec, List<Mat> newestFirst, int results) {
        try {
            return OpenCv.planes(results, at -> apply(spec, Temporal.window(spec, newestFirst, at)));
        } catch (RuntimeException e) {
            throw FilterFailure.of(spec, e);
        }
    }

    private Mat apply(FilterSpec spec, List<Mat> window) {
        Mat input = window.get(0);
        Mat output = result(spec, window);
        if (!OpenCv.isPlane(output, input.cols(), input.rows())) {
            String found = output.toString();
            output.close();
            throw new IllegalStateException(
                    "plane: " + found + " (expected: " + input + ", 8 bits, one channel, continuous)");
        }
        return output;
    }

    private Mat result(FilterSpec spec, List<Mat> window) {
        PixelFilter filter = library.find(spec.name());
        if (filter instanceof TemporalFilter temporal) {
            return temporal.apply(window, spec);
        }
        if (filter instanceof TileFilter single && spec.temporalExtent() == 0) {
            return single.apply(window.get(0), spec);
        }
        throw new IllegalStateException(
                filter instanceof TileFilter
                        ? "a filter of one plane (expected: one that looks back, as declared)"
                        : "a filter of frames (expected: one of planes)");
    }
}
