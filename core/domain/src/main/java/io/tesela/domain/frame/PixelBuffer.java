package io.tesela.domain.frame;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The samples of one picture on the heap.
 *
 * <ul>
 *   <li><b>Threads:</b> not synchronised; hand it over, do not share it while someone writes.
 *   <li><b>Ownership:</b> wraps the array it is given, without a copy; whoever hands the array over must not write to it any more.
 * </ul>
 */
public final class PixelBuffer {
    /** The sample of a chroma plane that carries no colour. */
    public static final byte NEUTRAL_CHROMA = (byte) 128;

    private final PixelLayout layout;
    private final int width;
    private final int height;
    private final byte[] samples;

    /**
     * @param width pixels, above 0, even for {@link PixelLayout#I420}
     * @param height pixels, above 0, even for {@link PixelLayout#I420}
     * @param samples exactly {@link PixelLayout#bytes} of them
     */
    public PixelBuffer(PixelLayout layout, int width, int height, byte[] samples) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("size: " + width + "x" + height + " (expected: 1x1 or more)");
        }
        if (layout == PixelLayout.I420 && (width % 2 != 0 || height % 2 != 0)) {
            throw new IllegalArgumentException("size: " + width + "x" + height + " (expected: even, for I420)");
        }
        if (samples.length != layout.bytes(width, height)) {
            throw new IllegalArgumentException(
                    "samples: " + samples.length + " (expected: " + layout.bytes(width, height) + ")");
        }
        this.layout = layout;
        this.width = width;
        this.height = height;
        this.samples = samples;
    }

    /** Returns a new, black buffer (zero samples). */
    public static PixelBuffer allocate(PixelLayout layout, int width, int height) {
        return new PixelBuffer(layout, width, height, new byte[layout.bytes(width, height)]);
    }

    public PixelLayout layout() {
        return layout;
    }

    /** Returns the width in pixels. */
    public int width() {
        return width;
    }

    /** Returns the height in pixels. */
    public int height() {
        return height;
    }

    /** Returns the samples themselves, not a copy. */
    public byte[] samples() {
        return samples;
    }

    public int planeWidth(int plane) {
        return layout.planeSize(plane, width);
    }

    public int planeHeight(int plane) {
        return layout.planeSize(plane, height);
    }

    public int planeOffset(int plane) {
        return layout.planeOffset(plane, width, height);
    }

    /** Returns this buffer in another layout: luma alone, or with neutral chroma added; itself if it has that layout. */
    public PixelBuffer in(PixelLayout wanted) {
        if (wanted == layout) {
            return this;
        }
        byte[] converted = Arrays.copyOf(samples, wanted.bytes(width, height));
        if (wanted == PixelLayout.I420) {
            Arrays.fill(converted, samples.length, converted.length, NEUTRAL_CHROMA);
        }
        return new PixelBuffer(wanted, width, height, converted);
    }

    /** Returns the CRC32C of all samples in storage order: Y, U, V in turn, unpadded. */
    public int crc32c() {
        CRC32C crc = new CRC32C();
        crc.update(samples);
        return (int) crc.getValue();
    }

    /** Returns the CRC32C of this buffer {@link #in I420}, as an encoder is given it, without making that. */
    public int crc32cInI420() {
        CRC32C crc = new CRC32C();
        crc.update(samples);
        if (layout == PixelLayout.LUMA) {
            byte[] row = new byte[PixelLayout.I420.planeSize(1, width)];
            Arrays.fill(row, NEUTRAL_CHROMA);
            for (int rows = 2 * PixelLayout.I420.planeSize(1, height); rows > 0; rows--) {
                crc.update(row);
            }
        }
        return (int) crc.getValue();
    }
}
