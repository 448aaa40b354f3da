package io.tesela.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One box as it was read.
 *
 * @param type its four characters
 * @param whole the box with its header, read-only
 */
record Box(String type, ByteBuffer whole) {
    static final int HEADER_BYTES = 8;

    /** Returns the boxes that {@code container} is made of, in order, as views of it. */
    static List<Box> parse(ByteBuffer container) throws Mp4FormatException {
        List<Box> boxes = new ArrayList<>();
        ByteBuffer rest = container.asReadOnlyBuffer();
        while (rest.hasRemaining()) {
            long size = rest.remaining() < HEADER_BYTES ? 0 : sizeOf(rest);
            if (size < HEADER_BYTES || size > rest.remaining()) {
                throw new Mp4FormatException(
                        "box size: " + size + " (expected: " + HEADER_BYTES + ".." + rest.remaining() + ")");
            }
            boxes.add(new Box(typeOf(rest), rest.slice(rest.position(), (int) size)));
            rest.position(rest.position() + (int) size);
        }
        return boxes;
    }

    /** Returns the size that the box at the position of {@code header} claims, its header included. */
    static long sizeOf(ByteBuffer header) {
        return Integer.toUnsignedLong(header.getInt(header.position()));
    }

    /** Returns the type of the box at the position of {@code header}. */
    static String typeOf(ByteBuffer header) {
        byte[] type = new byte[Integer.BYTES];
        header.get(header.position() + Integer.BYTES, type);
        return new String(type, StandardCharsets.ISO_8859_1);
    }

    /** Returns what follows the header; of a full box this starts with version and flags. */
    ByteBuffer body() {
        return whole.slice(HEADER_BYTES, whole.remaining() - HEADER_BYTES);
    }

    List<Box> children() throws Mp4FormatException {
        return parse(body());
    }

    /** Returns the first box of one of these types inside this one. */
    Box child(String... types) throws Mp4FormatException {
        List<String> wanted = List.of(types);
        return children().stream()
                .filter(box -> wanted.contains(box.type()))
                .findFirst()
                .orElseThrow(() -> new Mp4FormatException("box " + type + " lacks " + String.join(" or ", wanted)));
    }

    /** Returns a read-only view of {@code box} once it is known to be one whole box and nothing else. */
    static ByteBuffer checkWhole(String name, ByteBuffer box) {
        int bytes = box.remaining();
        Checks.that(bytes >= HEADER_BYTES, "bytes of the " + name, bytes, ">= " + HEADER_BYTES);
        ByteBuffer view = box.slice().asReadOnlyBuffer();
        Checks.that(sizeOf(view) == bytes, "size of the " + name, sizeOf(view), "" + bytes);
        return view;
    }
}
