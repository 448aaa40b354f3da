package io.tesela.filters;

import static io.tesela.filters.BuiltInFilters.into;

import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.frame.PixelBuffer;
import java.util.List;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Shows where a frame differs from the one before it: white on black, or tinted. Nothing moves on the first frame. */
final class MotionFilter implements TemporalFilter, TemporalFrameFilter {
    private static final int WHITE = 255;

    /** Magenta, which few things are; Y, U, V of BT.601. */
    private static final List<Integer> TINT = List.of(107, 202, 222);

    @Override
    public String name() {
        return "motion";
    }

    @Override
    public Mat apply(List<Mat> newestFirst, FilterSpec spec) {
        Mat plane = newestFirst.get(0);
        Mat before = newestFirst.get(newestFirst.size() - 1);
        return into(moving -> {
            opencv_core.absdiff(plane, before, moving);
            opencv_imgproc.threshold(moving, moving, spec.whole("threshold"), WHITE, opencv_imgproc.THRESH_BINARY);
        });
    }

    @Override
    public PixelBuffer applyToWhole(List<PixelBuffer> newestFirst, FilterSpec spec) {
        PixelBuffer frame = newestFirst.get(0);
        byte[] moving = moving(newestFirst, spec);
        byte[] tinted = frame.samples().clone();
        for (int plane = 0; plane < frame.layout().planes(); plane++) {
            tint(frame, plane, moving, tinted);
        }
        return new PixelBuffer(frame.layout(), frame.width(), frame.height(), tinted);
    }

    private byte[] moving(List<PixelBuffer> newestFirst, FilterSpec spec) {
        PixelBuffer frame = newestFirst.get(0);
        List<Mat> luma = OpenCv.planes(
                newestFirst.size(),
                at -> OpenCv.plane(newestFirst.get(at).samples(), 0, frame.width(), frame.height()));
        try (Mat mask = apply(luma, spec)) {
            byte[] moving = new byte[frame.width() * frame.height()];
            OpenCv.read(mask, moving, 0);
            return moving;
        } finally {
            OpenCv.close(luma);
        }
    }

    /** Half of the picture stays, so that one sees what it is that moves. */
    private static void tint(PixelBuffer frame, int plane, byte[] moving, byte[] tinted) {
        int offset = frame.planeOffset(plane);
        int step = plane == 0 ? 1 : 2;
        int towards = TINT.get(plane);
        for (int y = 0; y < frame.planeHeight(plane); y++) {
            for (int x = 0; x < frame.planeWidth(plane); x++) {
                if (moves(moving, frame.width(), x * step, y * step, step)) {
                    int at = offset + y * frame.planeWidth(plane) + x;
                    tinted[at] = (byte) (((tinted[at] & 0xff) + towards + 1) / 2);
                }
            }
        }
    }

    /** Returns whether any luma sample that belongs to a sample of a plane moves. */
    private static boolean moves(byte[] moving, int width, int x, int y, int step) {
        for (int row = y; row < y + step; row++) {
            for (int column = x; column < x + step; column++) {
                if (moving[row * width + column] != 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
