package io.tesela.filters.law;

import io.tesela.domain.filter.FilterDeclaration;
import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.tile.Halo;
import io.tesela.filters.TileFilter;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Says that it reads one sample around each, and reads two. */
public final class LeakyFilter implements FilterDeclaration, TileFilter {
    @Override
    public String name() {
        return "leaky";
    }

    @Override
    public String summary() {
        return "Breaks the law.";
    }

    @Override
    public Halo halo(FilterSpec spec) {
        return new Halo(1);
    }

    @Override
    public Mat apply(Mat plane, FilterSpec spec) {
        Mat blurred = new Mat();
        try (Size kernel = new Size(5, 5)) {
            opencv_imgproc.blur(plane, blurred, kernel);
        }
        return blurred;
    }
}
