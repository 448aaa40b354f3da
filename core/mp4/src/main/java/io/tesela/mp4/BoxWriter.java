package io.tesela.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes boxes into memory, big-endian, and fills in their sizes.
 *
 * <pre>
 * box:       u32 size, u32 type, body           full box:  u32 size, u32 type, u8 version, u24 flags, body
 * </pre>
 *
 * <p>Threads: one at a time. Source: ISO/IEC 14496-12, 4.2.
 */
final class BoxWriter {
    private byte[] bytes = new byte[1024];
    private int length;

    /** Writes one box; whatever {@code body} writes becomes its content. */
    BoxWriter box(String type, Runnable body) {
        int start = length;
        u32(0).ascii(type);
        body.run();
        ByteBuffer.wrap(bytes).putInt(start, length - start);
        return this;
    }

    /** Writes one box that starts with a version and 24 bits of flags. */
    BoxWriter fullBox(String type, int version, int flags, Runnable body) {
        return box(type, () -> {
            u32((long) version << 24 | flags);
            body.run();
        });
    }

    BoxWriter u8(int value) {
        room(Byte.BYTES).put((byte) value);
        return this;
    }

    BoxWriter u16(int value) {
        room(Short.BYTES).putShort((short) value);
        return this;
    }

    /** Writes the low 32 bits, so that the caller may hold a signed or an unsigned value. */
    BoxWriter u32(long value) {
        room(Integer.BYTES).putInt((int) value);
        return this;
    }

    BoxWriter u64(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    BoxWriter ascii(String text) {
        return bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    BoxWriter zeros(int count) {
        room(count).put(new byte[count]);
        return this;
    }

    /** Copies what remains in {@code source}, whose position stays. */
    BoxWriter bytes(ByteBuffer source) {
        room(source.remaining()).put(source.duplicate());
        return this;
    }

    /** Returns everything written so far, ready to be read and shared with nobody. */
    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(Arrays.copyOf(bytes, length));
    }

    private ByteBuffer room(int count) {
        int end = Math.addExact(length, count);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
        ByteBuffer room = ByteBuffer.wrap(bytes, length, count);
        length = end;
        return room;
    }
}
