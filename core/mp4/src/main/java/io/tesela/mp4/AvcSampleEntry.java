package io.tesela.mp4;

import java.nio.ByteBuffer;

/**
 * Builds the sample entry of H.264 video.
 *
 * <pre>
 * avc1   6 zero bytes, u16 1 (data reference), 16 zero bytes, u16 width, u16 height,
 *        u32 72.0 dpi, u32 72.0 dpi, u32 0, u16 1 (frames per sample), 32 zero bytes (name), u16 24 (depth), i16 -1
 *        avcC   see {@link AvcParameterSets}
 *        colr   'nclx', u16 primaries, u16 transfer, u16 matrix, u8 full range in the top bit    if specified
 *        pasp   u32 horizontal, u32 vertical                                                     if specified
 * </pre>
 *
 * <p>Source: ISO/IEC 14496-12, 12.1.3 to 12.1.5; ISO/IEC 14496-15, 5.4.2.1.
 */
public final class AvcSampleEntry {
    private static final int DPI_72_FIXED_16_16 = 0x0048_0000;
    private static final int DEPTH_COLOUR = 24;
    private static final int FULL_RANGE_BIT = 0x80;

    private AvcSampleEntry() {}

    /** Returns the {@code avc1} box, ready to be read. */
    public static ByteBuffer encode(VideoFormat format, AvcParameterSets parameterSets) {
        BoxWriter out = new BoxWriter();
        out.box("avc1", () -> {
            out.zeros(6).u16(1).zeros(16).u16(format.widthPixels()).u16(format.heightPixels());
            out.u32(DPI_72_FIXED_16_16).u32(DPI_72_FIXED_16_16).u32(0).u16(1).zeros(32);
            out.u16(DEPTH_COLOUR).u16(-1);
            parameterSets.writeTo(out);
            colour(out, format.colourTags());
            pixelAspect(out, format.pixelAspectRatio());
        });
        return out.toBuffer();
    }

    private static void colour(BoxWriter out, ColourTags tags) {
        if (tags.isSpecified()) {
            out.box(
                    "colr",
                    () -> out.ascii("nclx")
                            .u16(tags.primaries())
                            .u16(tags.transfer())
                            .u16(tags.matrix())
                            .u8(tags.fullRange() ? FULL_RANGE_BIT : 0));
        }
    }

    private static void pixelAspect(BoxWriter out, PixelAspectRatio ratio) {
        if (ratio.isSpecified()) {
            out.box("pasp", () -> out.u32(ratio.horizontal()).u32(ratio.vertical()));
        }
    }
}
