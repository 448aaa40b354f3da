package io.tesela.bench.faulty;

import io.tesela.kafka.flow.FlowRecord;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ways in which a record is not whole, or not of this version, but still says of what type it is.
 *
 * <p>All of them can be told from a sound one. Bytes of pixels that are others, in a value of the right length, could not: nothing
 * in a record says what they were. Kafka's own checksum of a batch keeps them from ever arriving.
 */
enum Damage {
    /** Its header ends before its fields do. */
    HEADER_CUT {
        @Override
        FlowRecord of(FlowRecord whole) {
            byte[] header = header(whole);
            return with(whole, Arrays.copyOf(header, Math.max(KEPT_BYTES, header.length / 2)), value(whole));
        }
    },
    /** Its header goes on behind its fields. */
    HEADER_TOO_LONG {
        @Override
        FlowRecord of(FlowRecord whole) {
            byte[] header = header(whole);
            return with(whole, Arrays.copyOf(header, header.length + 1), value(whole));
        }
    },
    /** Somebody has written it who is newer than its reader. */
    NEXT_VERSION {
        @Override
        FlowRecord of(FlowRecord whole) {
            byte[] header = header(whole).clone();
            header[0]++;
            return with(whole, header, value(whole));
        }
    },
    /**
     * Only the first quarter of its value is there. Of a packed map, which has no length of its own, the entries at its end could be
     * missing without a trace; a quarter ends before them.
     */
    VALUE_CUT {
        @Override
        FlowRecord of(FlowRecord whole) {
            byte[] value = value(whole);
            return with(whole, header(whole), Arrays.copyOf(value, value.length / 4));
        }
    };

    private static final String HEADER = "tesela";
    /** Version and type: without them nobody knows that it is a tile, and that it will come again. */
    private static final int KEPT_BYTES = 2;

    /** Returns a damaged copy of a record of ours; the other one stays as it is. */
    abstract FlowRecord of(FlowRecord whole);

    /** Returns the one that a number stands for, any number. */
    static Damage number(long number) {
        return values()[(int) Math.floorMod(number, (long) values().length)];
    }

    private static byte[] header(FlowRecord record) {
        byte[] header = record.header(HEADER);
        if (header == null) {
            throw new IllegalArgumentException("record: " + record + " (expected: one with a header)");
        }
        return header;
    }

    private static byte[] value(FlowRecord record) {
        byte[] value = record.value();
        if (value == null) {
            throw new IllegalArgumentException("record: " + record + " (expected: one with a value)");
        }
        return value;
    }

    private static FlowRecord with(FlowRecord record, byte[] header, byte[] value) {
        Map<String, byte[]> headers = new LinkedHashMap<>(record.headers());
        headers.put(HEADER, header);
        String key = record.key();
        if (record.partition().isPresent()) {
            return FlowRecord.inPartition(record.topic(), record.partition().getAsInt(), key, value, headers);
        }
        return FlowRecord.keyed(record.topic(), key == null ? "" : key, value, headers);
    }
}
