package io.tesela.filters;

import static io.tesela.filters.TwoPhaseFilter.EDGE;
import static io.tesela.filters.TwoPhaseFilter.UNDECIDED;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tells strong ridges of a gradient from weak ones, eight samples at a time: whether {@code |dx| + |dy|} is above a threshold.
 *
 * <p>Four 16-bit gradients lie in a long, each in a lane of its own. Their magnitudes are at most 4,080 ({@link #MOST}), so none ever
 * reaches the next lane, and a threshold that is added to them shows in the highest bit of each.
 */
final class RidgeGrades {
    /** Of gradients that weigh 8-bit samples by -1 -2 -1 0 0 0 1 2 1: 1,020 each way; with room. */
    private static final int MOST = 4_080;

    private static final int LANES = Long.BYTES;
    private static final int TOP_BIT = 15;
    private static final long ONE_IN_BYTES = 0x0101010101010101L;
    private static final long ONE_IN_SHORTS = 0x0001000100010001L;
    private static final long LOW_HALVES = 0x0000ffff0000ffffL;
    private static final long LOW_HALF = 0x00000000ffffffffL;

    private RidgeGrades() {}

    /**
     * Makes {@link TwoPhaseFilter#EDGE} of each ridge above a threshold, {@link TwoPhaseFilter#UNDECIDED} of the others.
     *
     * @param ridges 255 where there is one, else 0; becomes the map
     * @param dx a 16-bit number for each sample, of this machine's byte order
     * @param dy likewise
     * @param high from 0 on
     */
    static void grade(byte[] ridges, ByteBuffer dx, ByteBuffer dy, int high) {
        ByteBuffer map = ByteBuffer.wrap(ridges).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer x = dx.duplicate().order(ByteOrder.nativeOrder());
        ByteBuffer y = dy.duplicate().order(ByteOrder.nativeOrder());
        int threshold = Math.min(high, MOST);
        int first = 0;
        // A long of a machine with the other byte order has its lanes the other way round.
        int whole = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ridges.length - LANES : -1;
        for (; first <= whole; first += LANES) {
            long eight = map.getLong(first);
            // Most samples are no ridge.
            if (eight != 0) {
                int at = first * Short.BYTES;
                long lower = above(x.getLong(at), y.getLong(at), threshold);
                long upper = above(x.getLong(at + LANES), y.getLong(at + LANES), threshold);
                long one = eight & ONE_IN_BYTES;
                map.putLong(first, one + (one & (lower | (upper << Integer.SIZE))));
            }
        }
        for (; first < ridges.length; first++) {
            gradeOne(ridges, first, x, y, threshold);
        }
    }

    private static void gradeOne(byte[] ridges, int at, ByteBuffer x, ByteBuffer y, int threshold) {
        if (ridges[at] != 0) {
            int magnitude = Math.abs(x.getShort(at * Short.BYTES)) + Math.abs(y.getShort(at * Short.BYTES));
            ridges[at] = magnitude > threshold ? EDGE : UNDECIDED;
        }
    }

    /** Returns in the lowest four bytes, one for each lane, 1 where the magnitude is above the threshold, else 0. */
    private static long above(long dx, long dy, int threshold) {
        long lifted = magnitudes(dx) + magnitudes(dy) + (Short.MAX_VALUE - threshold) * ONE_IN_SHORTS;
        long ones = (lifted >>> TOP_BIT) & ONE_IN_SHORTS;
        long pairs = (ones | (ones >>> Byte.SIZE)) & LOW_HALVES;
        return (pairs | (pairs >>> Short.SIZE)) & LOW_HALF;
    }

    /** Returns the absolute value of each lane: where one is negative its bits are turned over, and 1 is added. */
    private static long magnitudes(long lanes) {
        long negative = (lanes >>> TOP_BIT) & ONE_IN_SHORTS;
        return (lanes ^ (negative * 0xffffL)) + negative;
    }
}
