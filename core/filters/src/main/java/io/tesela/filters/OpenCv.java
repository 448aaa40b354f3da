package io.tesela.filters;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.global.opencv_objdetect;
import org.bytedeco.opencv.global.opencv_photo;
import org.bytedeco.opencv.opencv_core.Mat;

/** Brings OpenCV's libraries into the process, and samples into and out of its matrices. */
final class OpenCv {
    private OpenCv() {}

    /**
     * Loads the libraries, once per process, and turns off OpenCV's own threads.
     *
     * @throws TeselaException {@link FailureCode#INTERNAL} if they cannot be loaded on this machine
     */
    static void load() {
        try {
            Loading.once();
        } catch (LinkageError e) {
            throw new TeselaException(FailureCode.INTERNAL, "OpenCV cannot be loaded on this machine", e);
        }
    }

    /**
     * Loads what finds objects, which takes half a second and 30 MB, so only where it is used (measured 2026-11-27).
     *
     * @throws TeselaException {@link FailureCode#INTERNAL} if it cannot be loaded on this machine
     */
    static void loadObjectDetection() {
        load();
        try {
            Loader.load(opencv_objdetect.class);
        } catch (LinkageError e) {
            throw new TeselaException(
                    FailureCode.INTERNAL, "OpenCV's object detection cannot be loaded on this machine", e);
        }
    }

    /** Returns a new matrix that shares nothing with {@code samples}; the caller closes it. */
    static Mat plane(byte[] samples, int offset, int width, int height) {
        Mat plane = new Mat(height, width, opencv_core.CV_8UC1);
        plane.data().put(samples, offset, width * height);
        return plane;
    }

    /**
     * Returns a matrix of each frame, newest first as they are, or none if one of them cannot be made; the caller closes them.
     *
     * @param make makes the matrix of one frame
     */
    static List<Mat> planes(int frames, IntFunction<Mat> make) {
        List<Mat> planes = new ArrayList<>();
        boolean all = false;
        try {
            for (int i = 0; i < frames; i++) {
                planes.add(make.apply(i));
            }
            all = true;
            return planes;
        } finally {
            if (!all) {
                close(planes);
            }
        }
    }

    static void close(List<Mat> planes) {
        planes.forEach(Mat::close);
    }

    /** Returns whether a matrix holds one sample of 8 bits for each pixel of that size, without gaps. */
    static boolean isPlane(Mat plane, int width, int height) {
        return plane.cols() == width
                && plane.rows() == height
                && plane.type() == opencv_core.CV_8UC1
                && plane.isContinuous();
    }

    /** Copies all samples of a plane to {@code target}. */
    static void read(Mat plane, byte[] target, int offset) {
        plane.data().get(target, offset, plane.rows() * plane.cols());
    }

    /** The virtual machine runs a static initialiser once, however many threads come first. */
    private static final class Loading {
        static {
            Loader.load(opencv_core.class);
            Loader.load(opencv_imgproc.class);
            Loader.load(opencv_photo.class);
            // Tiles already run side by side; a pool under each of them would only take turns.
            opencv_core.setNumThreads(1);
        }

        static void once() {}
    }
}
