package io.tesela.ingest.pictures;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a picture say.
 *
 * <p>Sources: ISO/IEC 10918-1, annex B (markers); PNG, third edition, 5.2 and 11.2.1.
 *
 * @param width pixels, above 0
 * @param height pixels, above 0
 */
record PictureHead(Kind kind, int width, int height) {
    private static final long PNG_SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int IHDR = 0x49484452;
    private static final int PNG_HEAD_BYTES = 24;
    private static final int JPEG_SIGNATURE = 0xffd8;
    private static final int MARKER = 0xff;

    /** Formats that are taken. */
    enum Kind {
        JPEG,
        PNG
    }

    /**
     * Reads a picture's head.
     *
     * @param seq its number, for the sentence
     * @param picture all of it
     * @throws TeselaException {@code NOT_A_VIDEO} if it is neither JPEG nor PNG
     */
    static PictureHead of(long seq, ByteBuffer picture) {
        ByteBuffer bytes = picture.slice();
        boolean png = bytes.remaining() >= PNG_HEAD_BYTES && bytes.getLong(0) == PNG_SIGNATURE;
        boolean jpeg = bytes.remaining() >= 2 && unsigned(bytes, 0) == JPEG_SIGNATURE;
        PictureHead head = png ? png(bytes) : jpeg ? jpeg(bytes.position(2)) : null;
        if (head == null || head.width < 1 || head.height < 1) {
            throw new TeselaException(
                    FailureCode.NOT_A_VIDEO,
                    "frame " + seq + ": not a picture: " + picture.remaining()
                            + " bytes without the head of one (expected: a JPEG or a PNG)");
        }
        return head;
    }

    private static @Nullable PictureHead png(ByteBuffer bytes) {
        return bytes.getInt(12) == IHDR ? new PictureHead(Kind.PNG, bytes.getInt(16), bytes.getInt(20)) : null;
    }

    /** Goes from segment to segment, to the one that begins a frame. */
    private static @Nullable PictureHead jpeg(ByteBuffer bytes) {
        while (bytes.remaining() > 3) {
            if (Byte.toUnsignedInt(bytes.get()) != MARKER) {
                return null;
            }
            int type = Byte.toUnsignedInt(bytes.get());
            if (type == MARKER) {
                // Fill: the marker begins with the next byte.
                bytes.position(bytes.position() - 1);
            } else if (beginsFrame(type)) {
                return bytes.remaining() < 7
                        ? null
                        : new PictureHead(
                                Kind.JPEG,
                                unsigned(bytes, bytes.position() + 5),
                                unsigned(bytes, bytes.position() + 3));
            } else {
                int length = unsigned(bytes, bytes.position());
                if (length < 2 || length > bytes.remaining()) {
                    return null;
                }
                bytes.position(bytes.position() + length);
            }
        }
        return null;
    }

    /** SOF0 to SOF15, without the three in between that are tables or reserved. */
    private static boolean beginsFrame(int type) {
        return type >= 0xc0 && type <= 0xcf && type != 0xc4 && type != 0xc8 && type != 0xcc;
    }

    private static int unsigned(ByteBuffer bytes, int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }
}
