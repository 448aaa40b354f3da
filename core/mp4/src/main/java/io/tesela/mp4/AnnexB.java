package io.tesela.mp4;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Converts access units from start codes, as encoders emit them, to length prefixes, as MP4 stores them.
 *
 * <pre>
 * Annex B:  [00] 00 00 01 unit [00...]  [00] 00 00 01 unit ...        MP4:  u32 length, unit, u32 length, unit ...
 * </pre>
 *
 * <p>Source: ITU-T H.264, annex B; ISO/IEC 14496-15, 5.3.4.2.
 */
public final class AnnexB {
    /** Bytes of the length before each unit; {@code avcC} says so, too. */
    static final int LENGTH_BYTES = 4;

    private static final int START_CODE_BYTES = 3;
    private static final int UNIT_TYPE_MASK = 0x1F;
    private static final int ACCESS_UNIT_DELIMITER = 9;

    private AnnexB() {}

    /**
     * Returns the units of {@code accessUnit} with length prefixes, without access unit delimiters, which MP4 does not
     * need.
     *
     * @param accessUnit one access unit; its position stays
     * @throws IllegalArgumentException if it does not start with a start code or has nothing to keep
     */
    public static ByteBuffer toLengthPrefixed(ByteBuffer accessUnit) {
        List<ByteBuffer> units = units(accessUnit);
        units.removeIf(unit -> typeOf(unit) == ACCESS_UNIT_DELIMITER);
        Checks.that(!units.isEmpty(), "units", units.size(), "> 0");
        int bytes =
                units.stream().mapToInt(unit -> LENGTH_BYTES + unit.remaining()).reduce(0, Math::addExact);
        ByteBuffer prefixed = ByteBuffer.allocate(bytes);
        for (ByteBuffer unit : units) {
            prefixed.putInt(unit.remaining()).put(unit);
        }
        return prefixed.flip();
    }

    /** Returns views of the units, without start codes and the zero bytes around them. */
    static List<ByteBuffer> units(ByteBuffer annexB) {
        ByteBuffer bytes = annexB.slice();
        int start = nextStartCode(bytes, 0);
        Checks.that(isZero(bytes, start), "access unit", annexB, "start code first");
        List<ByteBuffer> units = new ArrayList<>();
        while (start < bytes.limit()) {
            int from = start + START_CODE_BYTES;
            start = nextStartCode(bytes, from);
            // A unit never ends in a zero byte, so these belong to the next start code or are padding.
            int end = start;
            while (end > from && bytes.get(end - 1) == 0) {
                end--;
            }
            if (end > from) {
                units.add(bytes.slice(from, end - from));
            }
        }
        return units;
    }

    static int typeOf(ByteBuffer unit) {
        return unit.get(unit.position()) & UNIT_TYPE_MASK;
    }

    /** Returns where the next 00 00 01 is, or the limit. */
    private static int nextStartCode(ByteBuffer bytes, int from) {
        int i = from;
        while (i + START_CODE_BYTES <= bytes.limit()) {
            int third = bytes.get(i + 2);
            if (third == 1 && bytes.get(i) == 0 && bytes.get(i + 1) == 0) {
                return i;
            }
            // A third byte above 1 can be no part of a start code: skip all three.
            i += (third & 0xFE) == 0 ? 1 : START_CODE_BYTES;
        }
        return bytes.limit();
    }

    private static boolean isZero(ByteBuffer bytes, int end) {
        for (int i = 0; i < end; i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return end < bytes.limit();
    }
}
