package io.tesela.filters;

import static io.tesela.filters.BuiltInFilters.into;
import static io.tesela.filters.BuiltInFilters.simple;

import io.tesela.domain.filter.FilterSpec;
import java.util.List;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_imgproc.CLAHE;

/** Filters that give samples other values, whatever shapes they belong to. */
final class ToneFilters {
    private static final int WHITE = 255;

    private ToneFilters() {}

    static List<TileFilter> all() {
        return List.of(
                simple("gray", (plane, spec) -> plane.clone()),
                simple("invert", (plane, spec) -> invert(plane)),
                simple("threshold", (plane, spec) -> threshold(plane, spec.value("value"))),
                simple("adaptive", ToneFilters::adaptive),
                simple("equalize", (plane, spec) -> equalize(plane)),
                simple("clahe", (plane, spec) -> clahe(plane, spec.value("clip"), spec.whole("grid"))));
    }

    private static Mat invert(Mat plane) {
        return into(inverted -> opencv_core.bitwise_not(plane, inverted));
    }

    /** @param value below 0: Otsu's */
    private static Mat threshold(Mat plane, double value) {
        int kind = opencv_imgproc.THRESH_BINARY + (value < 0 ? opencv_imgproc.THRESH_OTSU : 0);
        return into(parted -> opencv_imgproc.threshold(plane, parted, value, WHITE, kind));
    }

    private static Mat adaptive(Mat plane, FilterSpec spec) {
        int mean = spec.value("method") == 0
                ? opencv_imgproc.ADAPTIVE_THRESH_MEAN_C
                : opencv_imgproc.ADAPTIVE_THRESH_GAUSSIAN_C;
        return into(parted -> opencv_imgproc.adaptiveThreshold(
                plane, parted, WHITE, mean, opencv_imgproc.THRESH_BINARY, spec.whole("k"), spec.value("c")));
    }

    private static Mat equalize(Mat plane) {
        return into(spread -> opencv_imgproc.equalizeHist(plane, spread));
    }

    private static Mat clahe(Mat plane, double clip, int grid) {
        return into(spread -> {
            try (Size fields = new Size(grid, grid);
                    CLAHE clahe = opencv_imgproc.createCLAHE(clip, fields)) {
                clahe.apply(plane, spread);
            }
        });
    }
}
