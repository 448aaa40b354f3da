package io.tesela.kafka.record;

import io.tesela.domain.failure.TeselaException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Reads what {@link FieldWriter} wrote; every fault in the bytes is a {@link MalformedRecordException}. */
final class FieldReader {
    private final ByteBuffer bytes;

    private FieldReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** Returns what {@code read} makes of the bytes, all of which it must use. */
    static <T> T read(String what, byte[] bytes, Function<FieldReader, T> read) {
        FieldReader reader = new FieldReader(bytes);
        T value;
        try {
            value = read.apply(reader);
        } catch (BufferUnderflowException | IllegalArgumentException | TeselaException e) {
            String detail = e.getMessage() == null ? "" : "; " + e.getMessage();
            throw new MalformedRecordException(
                    what + ": " + bytes.length + " header bytes (expected: its fields)" + detail, e);
        }
        if (reader.bytes.hasRemaining()) {
            throw new MalformedRecordException(
                    what + ": " + reader.bytes.remaining() + " bytes too many (expected: none)");
        }
        return value;
    }

    int getByte() {
        return Byte.toUnsignedInt(bytes.get());
    }

    int getInt() {
        return bytes.getInt();
    }

    long getLong() {
        return bytes.getLong();
    }

    String getString() {
        byte[] utf8 = new byte[Short.toUnsignedInt(bytes.getShort())];
        bytes.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
