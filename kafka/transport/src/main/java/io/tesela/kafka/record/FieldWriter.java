package io.tesela.kafka.record;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Appends big-endian fields; a string is a two-byte length and UTF-8. */
final class FieldWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);

    FieldWriter putByte(int value) {
        bytes.write(value);
        return this;
    }

    FieldWriter putInt(int value) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    FieldWriter putLong(long value) {
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    FieldWriter putString(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > 0xffff) {
            throw new IllegalArgumentException("string: " + utf8.length + " bytes (expected: 65535 at most)");
        }
        bytes.write(utf8.length >>> 8);
        bytes.write(utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
