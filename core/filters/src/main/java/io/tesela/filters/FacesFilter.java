package io.tesela.filters;

import static io.tesela.filters.BuiltInFilters.into;

import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.filters.FaceDetector.Search;
import io.tesela.filters.Picture.PlaneChange;
import io.tesela.filters.Picture.Region;
import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Draws a box around each face, or makes it unrecognisable. */
final class FacesFilter implements FrameFilter {
    private static final int BOX = 0;
    private static final int BLUR = 1;

    /** The detector's box ends at the chin and within the hair; who is to stay unknown wants more covered than that. */
    private static final double MARGIN = 0.15;

    /** What is left of a face is where it is light and where dark: the detector does not find it again (FacesFilterTest). */
    private static final int BLOCKS_ACROSS = 8;

    private static final int WHITE = 255;
    private static final int NEUTRAL = PixelBuffer.NEUTRAL_CHROMA & 0xff;

    private final FaceDetector detector = new FaceDetector();

    @Override
    public String name() {
        return "faces";
    }

    @Override
    public Filtered apply(PixelBuffer frame, FilterSpec spec) {
        Picture picture = Picture.of(frame);
        List<Region> faces = find(frame, spec);
        for (Region face : faces) {
            if (spec.whole("style") == BOX) {
                picture.change(picture.within(face.x(), face.y(), face.width(), face.height()), box(frame));
            } else {
                Region larger = withMargin(picture, face);
                picture.change(larger, spec.whole("style") == BLUR ? blurred(larger) : mosaic(larger));
            }
        }
        return new Filtered(picture.frame(), OptionalInt.of(faces.size()));
    }

    private List<Region> find(PixelBuffer frame, FilterSpec spec) {
        Search search = new Search(spec.value("scale"), spec.whole("neighbours"), spec.value("least"));
        try (Mat luma = OpenCv.plane(frame.samples(), 0, frame.width(), frame.height())) {
            return detector.find(luma, search);
        }
    }

    private static Region withMargin(Picture picture, Region face) {
        int across = (int) Math.round(face.width() * MARGIN);
        int down = (int) Math.round(face.height() * MARGIN);
        return picture.within(face.x() - across, face.y() - down, face.width() + 2 * across, face.height() + 2 * down);
    }

    /** White, as thick as lines that are still seen when the frame is shown in a window. */
    private static PlaneChange box(PixelBuffer frame) {
        int thick = Math.max(2, 2 * Math.round(Math.min(frame.width(), frame.height()) / 480f));
        return (samples, step) -> {
            Mat boxed = samples.clone();
            try (Scalar white = new Scalar(step == 1 ? WHITE : NEUTRAL)) {
                for (int line = 0; line < thick / step; line++) {
                    drawLine(boxed, line, white);
                }
                return boxed;
            } catch (RuntimeException e) {
                boxed.close();
                throw e;
            }
        };
    }

    /** One sample wide: OpenCV rounds the ends of thicker ones. */
    private static void drawLine(Mat boxed, int inwards, Scalar colour) {
        int width = boxed.cols() - 2 * inwards;
        int height = boxed.rows() - 2 * inwards;
        if (width > 0 && height > 0) {
            try (Rect edge = new Rect(inwards, inwards, width, height)) {
                opencv_imgproc.rectangle(boxed, edge, colour);
            }
        }
    }

    /** As wide a kernel as half of the face: its edges do not matter, what is within does. */
    private static PlaneChange blurred(Region face) {
        int half = Math.max(face.width(), face.height()) / 4;
        return (samples, step) -> into(blurred -> {
            int k = 2 * Math.max(1, half / step) + 1;
            try (Size kernel = new Size(k, k)) {
                opencv_imgproc.GaussianBlur(samples, blurred, kernel, 0);
            }
        });
    }

    private static PlaneChange mosaic(Region face) {
        int block = Math.max(2, Math.max(face.width(), face.height()) / BLOCKS_ACROSS & ~1);
        return (samples, step) -> Mosaic.of(samples, block / step);
    }
}
