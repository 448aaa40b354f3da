package io.tesela.filters;

import static io.tesela.filters.BuiltInFilters.into;
import static io.tesela.filters.BuiltInFilters.simple;

import io.tesela.domain.filter.FilterSpec;
import java.util.List;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Filters that make shapes larger or smaller. */
final class ShapeFilters {
    private ShapeFilters() {}

    static List<TileFilter> all() {
        return List.of(
                simple("dilate", (plane, spec) -> morphed(plane, spec, opencv_imgproc.MORPH_DILATE)),
                simple("erode", (plane, spec) -> morphed(plane, spec, opencv_imgproc.MORPH_ERODE)));
    }

    private static Mat morphed(Mat plane, FilterSpec spec, int operation) {
        return into(morphed -> {
            try (Size size = new Size(spec.whole("k"), spec.whole("k"));
                    Mat square = opencv_imgproc.getStructuringElement(opencv_imgproc.MORPH_RECT, size);
                    Point centre = new Point(-1, -1);
                    Scalar border = opencv_imgproc.morphologyDefaultBorderValue()) {
                opencv_imgproc.morphologyEx(
                        plane,
                        morphed,
                        operation,
                        square,
                        centre,
                        spec.whole("times"),
                        opencv_core.BORDER_CONSTANT,
                        border);
            }
        });
    }
}
