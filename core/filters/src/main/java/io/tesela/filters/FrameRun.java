package io.tesela.filters;

import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.filter.FilterScope;
import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.filters.FrameFilter.Filtered;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Runs filters, one after the other, on a whole frame and the frames before it: those of planes, as many as follow each other,
 * plane by plane.
 *
 * <p><b>Threads:</b> stateless; any. <b>Ownership:</b> frames are read only; native memory is freed before it returns.
 */
final class FrameRun {
    private final FilterLibrary library;
    private final PlaneRun planes;

    FrameRun(FilterLibrary library) {
        this.library = library;
        this.planes = new PlaneRun(library);
    }

    /**
     * What became of a frame.
     *
     * @param frame the one that went in, if there are no filters
     * @param found how many of what they look for filters found on it, by their names; of several of one name the most
     */
    record Outcome(PixelBuffer frame, Map<String, Integer> found) {}

    /**
     * Returns what becomes of the newest frame.
     *
     * @param newestFirst the frame, then those before it that filters look back at; fewer where the video begins
     */
    Outcome run(List<FilterSpec> filters, List<PixelBuffer> newestFirst) {
        Map<String, Integer> found = new TreeMap<>();
        List<PixelBuffer> current = newestFirst;
        int done = 0;
        for (int at = 0; at < filters.size(); at++) {
            FilterSpec spec = filters.get(at);
            if (seesAllPlanes(spec)) {
                List<FilterSpec> rest = filters.subList(at, filters.size());
                List<PixelBuffer> before =
                        planeByPlane(filters.subList(done, at), current, 1 + FilterChain.temporalExtent(rest));
                int wanted = 1 + FilterChain.temporalExtent(rest.subList(1, rest.size()));
                current = whole(spec, before, Math.min(wanted, before.size()), found);
                done = at + 1;
            }
        }
        return new Outcome(
                planeByPlane(filters.subList(done, filters.size()), current, 1).get(0), found);
    }

    private boolean seesAllPlanes(FilterSpec spec) {
        PixelFilter filter = library.find(spec.name());
        return filter instanceof FrameFilter
                || (filter instanceof TemporalFrameFilter && spec.scope() == FilterScope.FRAME);
    }

    private List<PixelBuffer> whole(
            FilterSpec spec, List<PixelBuffer> newestFirst, int results, Map<String, Integer> found) {
        List<Filtered> filtered = IntStream.range(0, results)
                .mapToObj(at -> whole(spec, Temporal.window(spec, newestFirst, at)))
                .toList();
        // A second one of the same name looks at what the first has changed: two would be one seen twice.
        filtered.get(0).found().ifPresent(count -> found.merge(spec.name(), count, Math::max));
        return filtered.stream().map(Filtered::frame).toList();
    }

    private Filtered whole(FilterSpec spec, List<PixelBuffer> window) {
        PixelBuffer frame = window.get(0);
        try {
            Filtered filtered = filtered(spec, window);
            requireSame(frame, filtered.frame());
            return filtered;
        } catch (RuntimeException e) {
            throw FilterFailure.of(spec, e);
        }
    }

    private Filtered filtered(FilterSpec spec, List<PixelBuffer> window) {
        PixelFilter filter = library.find(spec.name());
        if (filter instanceof TemporalFrameFilter temporal) {
            return new Filtered(temporal.applyToWhole(window, spec), OptionalInt.empty());
        }
        if (filter instanceof FrameFilter single && spec.temporalExtent() == 0) {
            return single.apply(window.get(0), spec);
        }
        throw new IllegalStateException("a filter of one frame (expected: one that looks back, as declared)");
    }

    private List<PixelBuffer> planeByPlane(List<FilterSpec> filters, List<PixelBuffer> newestFirst, int wanted) {
        if (filters.isEmpty()) {
            return newestFirst;
        }
        PixelBuffer newest = newestFirst.get(0);
        List<PixelBuffer> filtered = newestFirst.stream()
                .limit(wanted)
                .map(frame -> PixelBuffer.allocate(frame.layout(), frame.width(), frame.height()))
                .toList();
        for (int plane = 0; plane < newest.layout().planes(); plane++) {
            List<Mat> made = planes.run(ofPlane(filters, plane), matrices(newestFirst, plane), wanted);
            try {
                for (int at = 0; at < made.size(); at++) {
                    OpenCv.read(made.get(at), filtered.get(at).samples(), newest.planeOffset(plane));
                }
            } finally {
                OpenCv.close(made);
            }
        }
        return filtered;
    }

    /** Returns the filters that work on a plane: 0 is luma. */
    static List<FilterSpec> ofPlane(List<FilterSpec> filters, int plane) {
        return plane == 0
                ? filters
                : filters.stream()
                        .filter(spec -> !spec.declaration().keepsChroma())
                        .toList();
    }

    static List<Mat> matrices(List<PixelBuffer> frames, int plane) {
        PixelBuffer newest = frames.get(0);
        return OpenCv.planes(
                frames.size(),
                at -> OpenCv.plane(
                        frames.get(at).samples(),
                        newest.planeOffset(plane),
                        newest.planeWidth(plane),
                        newest.planeHeight(plane)));
    }

    private static void requireSame(PixelBuffer frame, PixelBuffer filtered) {
        if (filtered.layout() != frame.layout()
                || filtered.width() != frame.width()
                || filtered.height() != frame.height()) {
            throw new IllegalStateException("frame: " + size(filtered) + " (expected: " + size(frame) + ")");
        }
    }

    static String size(PixelBuffer frame) {
        return frame.layout() + " " + frame.width() + "x" + frame.height();
    }
}
