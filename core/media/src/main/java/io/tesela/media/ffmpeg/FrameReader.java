package io.tesela.media.ffmpeg;

import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Copies native frames to the heap: converted where need be, padded to an even size, turned upright.
 *
 * <ul>
 *   <li><b>Threads:</b> one at a time.
 *   <li><b>Ownership:</b> what it returns belongs to the caller.
 * </ul>
 */
final class FrameReader implements AutoCloseable {
    private final int width;
    private final int height;
    private final ColorTags color;
    private final Orientation orientation;
    private @Nullable PixelConverter converter;
    private byte[] stored = {};
    private @Nullable String scaled;

    /**
     * @param width of the stored frames, in pixels; other frames are scaled to it
     * @param height of the stored frames, in pixels; other frames are scaled to it
     * @param color of the buffers returned
     */
    FrameReader(int width, int height, ColorTags color, Orientation orientation) {
        this.width = width;
        this.height = height;
        this.color = color;
        this.orientation = orientation;
    }

    /** Returns the samples of a frame, upright and of even size. */
    PixelBuffer read(AVFrame frame, PixelLayout layout) {
        AVFrame source = direct(frame) ? frame : converted(frame);
        int storedWidth = even(width);
        int storedHeight = even(height);
        int shownWidth = orientation.shown(storedWidth, storedHeight);
        int shownHeight = orientation.shown(storedHeight, storedWidth);
        byte[] shown = new byte[layout.bytes(shownWidth, shownHeight)];
        for (int plane = 0; plane < layout.planes(); plane++) {
            int columns = layout.planeSize(plane, storedWidth);
            int rows = layout.planeSize(plane, storedHeight);
            int offset = layout.planeOffset(plane, shownWidth, shownHeight);
            if (orientation.equals(Orientation.UPRIGHT)) {
                copyPlane(source, plane, shown, offset, columns, rows);
            } else {
                byte[] turning = storedPlane(columns * rows);
                copyPlane(source, plane, turning, 0, columns, rows);
                orientation.turn(turning, columns, rows, shown, offset);
            }
        }
        return new PixelBuffer(layout, shownWidth, shownHeight, shown);
    }

    /** Returns one sentence, once a frame had another size than the first. */
    Optional<String> scaled() {
        return Optional.ofNullable(scaled);
    }

    @Override
    public void close() {
        if (converter != null) {
            converter.close();
        }
    }

    static int even(int size) {
        return size + size % 2;
    }

    private boolean direct(AVFrame frame) {
        // A frame that is stored upside down has a negative stride: that is left to the converter.
        return FrameColors.planar420(frame)
                && frame.width() == width
                && frame.height() == height
                && frame.linesize(0) > 0
                && frame.linesize(1) > 0
                && frame.linesize(2) > 0
                && FrameColors.fullRange(frame) == color.fullRange();
    }

    private AVFrame converted(AVFrame frame) {
        if (scaled == null && (frame.width() != width || frame.height() != height)) {
            scaled = "scaled where the size changed, first from " + frame.width() + "x" + frame.height() + " to "
                    + width + "x" + height;
        }
        if (converter == null) {
            converter = new PixelConverter(width, height, color);
        }
        return converter.convert(frame);
    }

    private byte[] storedPlane(int bytes) {
        if (stored.length < bytes) {
            stored = new byte[bytes];
        }
        return stored;
    }

    /** Copies a plane, repeating its last column and row where it is smaller than asked for. */
    private void copyPlane(AVFrame source, int plane, byte[] target, int offset, int columns, int rows) {
        int sourceColumns = plane == 0 ? width : columns;
        int sourceRows = plane == 0 ? height : rows;
        int stride = source.linesize(plane);
        BytePointer data = source.data(plane);
        data.capacity((long) stride * (sourceRows - 1) + sourceColumns);
        if (stride == sourceColumns && columns == sourceColumns) {
            data.get(target, offset, sourceColumns * sourceRows);
        } else {
            // One view a plane and no native call a row.
            ByteBuffer view = data.asByteBuffer();
            for (int row = 0; row < sourceRows; row++) {
                view.get(row * stride, target, offset + row * columns, sourceColumns);
            }
        }
        pad(target, offset, columns, rows, sourceColumns, sourceRows);
    }

    private static void pad(byte[] target, int offset, int columns, int rows, int filledColumns, int filledRows) {
        if (filledColumns < columns) {
            for (int row = 0; row < filledRows; row++) {
                int end = offset + row * columns + filledColumns;
                target[end] = target[end - 1];
            }
        }
        if (filledRows < rows) {
            int last = offset + filledRows * columns;
            System.arraycopy(target, last - columns, target, last, columns);
        }
    }
}
