package io.tesela.filters;

import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.frame.PixelBuffer;
import java.util.OptionalInt;

/** Squares of one colour each, from the upper left corner on. */
final class PixelateFilter implements FrameFilter {
    @Override
    public String name() {
        return "pixelate";
    }

    @Override
    public Filtered apply(PixelBuffer frame, FilterSpec spec) {
        int block = spec.whole("block");
        Picture picture = Picture.of(frame);
        picture.change(
                picture.within(0, 0, frame.width(), frame.height()),
                (samples, step) -> Mosaic.of(samples, block / step));
        return new Filtered(picture.frame(), OptionalInt.empty());
    }
}
