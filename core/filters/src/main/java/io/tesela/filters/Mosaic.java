package io.tesela.filters;

import static io.tesela.filters.BuiltInFilters.into;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Blocks of one value each, the mean of their samples. */
final class Mosaic {
    private Mosaic() {}

    /** Returns a new matrix; blocks that stick out are filled up with the last row or column. */
    static Mat of(Mat plane, int block) {
        int columns = (plane.cols() + block - 1) / block;
        int rows = (plane.rows() + block - 1) / block;
        try (Mat whole = filledUp(plane, columns * block, rows * block);
                Size few = new Size(columns, rows);
                Mat means = into(small -> opencv_imgproc.resize(whole, small, few, 0, 0, opencv_imgproc.INTER_AREA));
                Size many = new Size(columns * block, rows * block);
                Mat blocks = into(
                        large -> opencv_imgproc.resize(means, large, many, 0, 0, opencv_imgproc.INTER_NEAREST_EXACT));
                Rect place = new Rect(0, 0, plane.cols(), plane.rows());
                Mat view = blocks.apply(place)) {
            return view.clone();
        }
    }

    private static Mat filledUp(Mat plane, int width, int height) {
        return into(larger -> {
            try (Scalar unused = new Scalar()) {
                opencv_core.copyMakeBorder(
                        plane,
                        larger,
                        0,
                        height - plane.rows(),
                        0,
                        width - plane.cols(),
                        opencv_core.BORDER_REPLICATE,
                        unused);
            }
        });
    }
}
