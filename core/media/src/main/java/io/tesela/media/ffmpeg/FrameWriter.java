package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.VideoFormat;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * Copies frames from the heap into one native frame.
 *
 * <ul>
 *   <li><b>Threads:</b> one at a time.
 *   <li><b>Ownership:</b> owns the native frame, which each call overwrites.
 * </ul>
 */
final class FrameWriter implements AutoCloseable {
    private final int width;
    private final int height;
    private final AVFrame frame;
    private final byte[] neutralRow;
    private boolean neutral;

    FrameWriter(VideoFormat format) {
        this.width = format.width();
        this.height = format.height();
        this.neutralRow = new byte[width / 2];
        Arrays.fill(neutralRow, PixelBuffer.NEUTRAL_CHROMA);
        this.frame = Ffmpeg.allocated(av_frame_alloc());
        frame.width(width).height(height).format(AV_PIX_FMT_YUV420P);
        if (av_frame_get_buffer(frame, 0) < 0) {
            av_frame_free(frame);
            throw new OutOfMemoryError("FFmpeg could not allocate a frame of " + width + "x" + height);
        }
    }

    /** Returns the native frame with these samples; valid until the next call. */
    AVFrame write(PixelBuffer pixels) {
        if (pixels.width() != width || pixels.height() != height) {
            throw new IllegalArgumentException(
                    "frame: " + pixels.width() + "x" + pixels.height() + " (expected: " + width + "x" + height + ")");
        }
        if (av_frame_make_writable(frame) < 0) {
            throw new OutOfMemoryError("FFmpeg could not allocate a frame of " + width + "x" + height);
        }
        for (int plane = 0; plane < pixels.layout().planes(); plane++) {
            copyPlane(pixels, plane);
        }
        if (pixels.layout() == PixelLayout.LUMA) {
            makeNeutral();
        } else {
            neutral = false;
        }
        return frame;
    }

    @Override
    public void close() {
        if (!frame.isNull()) {
            av_frame_free(frame);
            frame.setNull();
        }
    }

    private void copyPlane(PixelBuffer pixels, int plane) {
        int columns = pixels.planeWidth(plane);
        int rows = pixels.planeHeight(plane);
        int stride = frame.linesize(plane);
        int offset = pixels.planeOffset(plane);
        BytePointer data = plane(plane, columns, rows);
        if (stride == columns) {
            data.put(pixels.samples(), offset, columns * rows);
            return;
        }
        ByteBuffer view = data.asByteBuffer();
        for (int row = 0; row < rows; row++) {
            view.put(row * stride, pixels.samples(), offset + row * columns, columns);
        }
    }

    /** Fills the chroma planes unless they are neutral still, from the frame before. */
    private void makeNeutral() {
        for (int plane = 1; !neutral && plane < PixelLayout.I420.planes(); plane++) {
            int stride = frame.linesize(plane);
            ByteBuffer view = plane(plane, neutralRow.length, height / 2).asByteBuffer();
            for (int row = 0; row < height / 2; row++) {
                view.put(row * stride, neutralRow);
            }
        }
        neutral = true;
    }

    private BytePointer plane(int plane, int columns, int rows) {
        BytePointer data = frame.data(plane);
        data.capacity((long) frame.linesize(plane) * (rows - 1) + columns);
        return data;
    }
}
