package io.tesela.kafka.record;

import io.tesela.kafka.flow.FlowRecord;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The one header that every record of ours has: a version, a type, and the fields of that type.
 *
 * <p>Version and type are the first two bytes of every layout, those to come included: so a reader can tell what a record is
 * that it cannot read.
 */
final class RecordHeader {
    /** Name of the header. */
    static final String NAME = "tesela";

    static final int VERSION = 1;

    private RecordHeader() {}

    /** Returns a writer that has written version and type. */
    static FieldWriter write(int type) {
        return new FieldWriter().putByte(VERSION).putByte(type);
    }

    static Map<String, byte[]> of(FieldWriter fields) {
        return Map.of(NAME, fields.toBytes());
    }

    /** Returns the header's bytes, or refuses the record. */
    static byte[] require(FlowRecord record) {
        byte[] header = record.header(NAME);
        if (header == null) {
            throw new MalformedRecordException(
                    "record of " + record.topic() + ": no header '" + NAME + "' (expected: one)");
        }
        return header;
    }

    /** Reads version and type; returns the type. */
    static int readType(FieldReader fields) {
        int version = fields.getByte();
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + version + " (expected: " + VERSION + ")");
        }
        return fields.getByte();
    }

    /** Returns the type, whatever the version; empty if the record does not say. */
    static OptionalInt type(FlowRecord record) {
        byte[] header = record.header(NAME);
        return header == null || header.length < 2
                ? OptionalInt.empty()
                : OptionalInt.of(Byte.toUnsignedInt(header[1]));
    }

    static byte[] requireValue(FlowRecord record) {
        byte[] value = record.value();
        if (value == null) {
            throw new MalformedRecordException("record of " + record.topic() + ": no value (expected: one)");
        }
        return value;
    }
}
