package io.tesela.filters;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Map of a two-phase filter in one bit a sample, and two bytes for each group of eight with undecided ones.
 *
 * <pre>
 * n = number of samples; p = (n + 7) / 8 groups of eight
 *
 * offset  bytes  field
 *      0      p  edge bits: sample 0 is the highest bit of byte 0, sample 8 that of byte 1, ...; unused bits are 0
 *      p     ..  entries until the end, one for each group with undecided samples, in order:
 *
 *                bytes  field of an entry
 *                    0..  255 for every 255 groups without undecided samples
 *                      1  how many more of them before this one, 0 to 254
 *                      1  undecided bits of the group, as above, not 0
 * </pre>
 *
 * A sample has one of the two bits at most. Every map has one form only, so that equal maps are equal bytes. Measured on
 * 1080p frames in 3x3 tiles: 1,400 to 3,000 samples of two million are undecided, so that the edge bits are all but 2 %.
 */
public final class PackedMap {
    private static final int LANES = Long.BYTES;
    private static final int LONGEST_GAP = 255;
    private static final int NO_FAULT = -1;
    private static final long ONES = 0x0101010101010101L;
    /** Times this, the lowest bits of the eight bytes of a long meet, in order and without a carry, in its top byte. */
    private static final long GATHER = 0x0102040810204080L;
    /** Of a byte repeated eight times, keeps the highest bit in the first copy, the next one in the second, ... */
    private static final long SCATTER = 0x8040201008040201L;
    /** Added to a byte that is 0 or a power of two, makes its highest bit say which; never carries. */
    private static final long LIFT = 0x7f7f7f7f7f7f7f7fL;

    private PackedMap() {}

    /** Returns a new array with the packed form of a map whose values are 0 (none), 1 (undecided) or 2 (edge). */
    public static byte[] encode(byte[] map) {
        byte[] edges = new byte[groups(map.length)];
        byte[] undecided = new byte[edges.length];
        ByteBuffer values = ByteBuffer.wrap(map);
        int whole = map.length / LANES;
        for (int i = 0; i < whole; i++) {
            long lanes = values.getLong(i * LANES);
            edges[i] = gather(lanes >>> 1);
            undecided[i] = gather(lanes);
        }
        for (int i = whole * LANES; i < map.length; i++) {
            edges[whole] |= (byte) ((map[i] >> 1) << (7 - i % LANES));
            undecided[whole] |= (byte) ((map[i] & 1) << (7 - i % LANES));
        }
        return appendEntries(edges, undecided);
    }

    /**
     * Returns a new array with the values 0, 1 and 2 of a map.
     *
     * @param samples how many it has, 0 or more
     * @throws TeselaException {@link FailureCode#BAD_MESSAGE} if {@code packed} is not what {@link #encode} makes
     */
    public static byte[] decode(byte[] packed, int samples) {
        int fault = fault(packed, samples);
        if (fault != NO_FAULT) {
            throw new TeselaException(
                    FailureCode.BAD_MESSAGE,
                    "packed map: wrong at byte " + fault + " of " + packed.length + " (expected: a map of " + samples
                            + " samples)");
        }
        int groups = groups(samples);
        byte[] map = new byte[Math.multiplyExact(groups, LANES)];
        ByteBuffer values = ByteBuffer.wrap(map);
        for (int i = 0; i < groups; i++) {
            values.putLong(i * LANES, scatter(packed[i]) << 1);
        }
        addEntries(packed, groups, values);
        return map.length == samples ? map : Arrays.copyOf(map, samples);
    }

    /**
     * Returns whether {@link #decode} takes {@code packed}; looks at its entries only, and makes nothing.
     *
     * @param samples how many it should have, 0 or more
     */
    public static boolean fits(byte[] packed, int samples) {
        return fault(packed, samples) == NO_FAULT;
    }

    /** Returns the offset of the first byte that {@link #encode} would not have written, or {@link #NO_FAULT}. */
    private static int fault(byte[] packed, int samples) {
        int groups = groups(samples);
        if (packed.length < groups) {
            return packed.length;
        }
        int unused = (1 << (groups * LANES - samples)) - 1;
        if (groups > 0 && (packed[groups - 1] & unused) != 0) {
            return groups - 1;
        }
        int group = 0;
        int at = groups;
        while (at < packed.length) {
            int gap = packed[at] & 0xff;
            at++;
            group += gap;
            if (at == packed.length || group >= groups) {
                return at - 1;
            }
            if (gap == LONGEST_GAP) {
                continue;
            }
            byte bits = packed[at];
            boolean beyond = group == groups - 1 && (bits & unused) != 0;
            if (bits == 0 || beyond || (packed[group] & bits) != 0) {
                return at;
            }
            at++;
            group++;
        }
        return NO_FAULT;
    }

    private static byte[] appendEntries(byte[] edges, byte[] undecided) {
        int entries = 0;
        for (byte bits : undecided) {
            entries += bits == 0 ? 0 : 1;
        }
        if (entries == 0) {
            return edges;
        }
        byte[] packed = Arrays.copyOf(edges, edges.length + 2 * entries + undecided.length / LONGEST_GAP);
        int end = edges.length;
        int gap = 0;
        for (byte bits : undecided) {
            if (bits == 0) {
                gap++;
                continue;
            }
            for (; gap >= LONGEST_GAP; gap -= LONGEST_GAP) {
                packed[end++] = (byte) LONGEST_GAP;
            }
            packed[end++] = (byte) gap;
            packed[end++] = bits;
            gap = 0;
        }
        return Arrays.copyOf(packed, end);
    }

    /** Adds the undecided samples of a map without a {@link #fault}. */
    private static void addEntries(byte[] packed, int groups, ByteBuffer values) {
        int group = 0;
        int at = groups;
        while (at < packed.length) {
            int gap = packed[at] & 0xff;
            at++;
            group += gap;
            if (gap == LONGEST_GAP) {
                continue;
            }
            values.putLong(group * LANES, values.getLong(group * LANES) | scatter(packed[at]));
            at++;
            group++;
        }
    }

    private static int groups(int samples) {
        return samples / LANES + (samples % LANES == 0 ? 0 : 1);
    }

    /** Returns the lowest bits of eight bytes, that of the first one highest. */
    private static byte gather(long lanes) {
        return (byte) (((lanes & ONES) * GATHER) >>> 56);
    }

    /** Returns eight bytes of 0 or 1, the first one the highest bit. */
    private static long scatter(byte bits) {
        return (((((bits & 0xff) * ONES) & SCATTER) + LIFT) >>> 7) & ONES;
    }
}
