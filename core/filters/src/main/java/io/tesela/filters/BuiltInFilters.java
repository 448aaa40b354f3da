package io.tesela.filters;

import io.tesela.domain.filter.FilterSpec;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;

/** The filters that come with Tesela, each a few calls of OpenCV with its default border. */
final class BuiltInFilters {
    private BuiltInFilters() {}

    static List<PixelFilter> all() {
        return Stream.of(
                        SmoothingFilters.all(),
                        EdgeFilters.all(),
                        ToneFilters.all(),
                        ShapeFilters.all(),
                        List.of(new CannyFilter(), new MotionFilter(), new PixelateFilter(), new FacesFilter()))
                .<PixelFilter>flatMap(List::stream)
                .toList();
    }

    static TileFilter simple(String name, BiFunction<Mat, FilterSpec, Mat> function) {
        return new Simple(name, function);
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
