package com.example.emboss;

import io.tesela.domain.filter.FilterDeclaration;
import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.filter.ParameterDeclaration;
import io.tesela.domain.filter.ParameterDeclaration.Kind;
import io.tesela.domain.tile.Halo;
import io.tesela.filters.TileFilter;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** {@code emboss[:strength]}: light from above on the left. What it says of itself, then what it does. */
public final class Emboss implements FilterDeclaration, TileFilter {
    @Override
    public String name() {
        return "emboss";
    }

    @Override
    public String summary() {
        return "Light from above on the left makes edges stand out.";
    }

    @Override
    public List<ParameterDeclaration> parameters() {
        return List.of(new ParameterDeclaration("strength", Kind.NUMBER, 1, 0, 10));
    }

    /** It reads one sample around each. */
    @Override
    public Halo halo(FilterSpec spec) {
        return new Halo(1);
    }

    /** It works on luma alone; the colours stay. */
    @Override
    public boolean keepsChroma() {
        return true;
    }

    @Override
    public Mat apply(Mat plane, FilterSpec spec) {
        float light = (float) spec.value("strength");
        Mat embossed = new Mat();
        try (FloatPointer weights = new FloatPointer(-light, 0, 0, 0, 1, 0, 0, 0, light);
                Mat kernel = new Mat(3, 3, opencv_core.CV_32F, weights)) {
            opencv_imgproc.filter2D(plane, embossed, -1, kernel);
        }
        return embossed;
    }
}
