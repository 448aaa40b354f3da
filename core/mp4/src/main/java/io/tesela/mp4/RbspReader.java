package io.tesela.mp4;

import java.nio.ByteBuffer;

/**
 * Reads bits of a NAL unit and skips its emulation prevention bytes (the 03 of every 00 00 03).
 *
 * <p>Source: ITU-T H.264, 7.3.1 and 9.1.
 */
final class RbspReader {
    private static final int MAX_EXP_GOLOMB_ZEROS = 31;

    private final ByteBuffer unit;
    private int zeroBytes;
    private int current;
    private int bitsLeft;

    /** @param unit read from its position on, which moves */
    RbspReader(ByteBuffer unit) {
        this.unit = unit;
    }

    /** Returns the next {@code count} bits, 0..32, as an unsigned number. */
    long bits(int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    /** Returns the next unsigned Exp-Golomb number, ue(v). */
    long unsignedExpGolomb() {
        int zeros = 0;
        while (bit() == 0) {
            zeros++;
            Checks.that(zeros <= MAX_EXP_GOLOMB_ZEROS, "Exp-Golomb zeros", zeros, "<= " + MAX_EXP_GOLOMB_ZEROS);
        }
        return (1L << zeros) - 1 + bits(zeros);
    }

    private int bit() {
        if (bitsLeft == 0) {
            current = nextByte();
            bitsLeft = Byte.SIZE;
        }
        bitsLeft--;
        return current >> bitsLeft & 1;
    }

    private int nextByte() {
        int next = rawByte();
        if (zeroBytes >= 2 && next == 3) {
            zeroBytes = 0;
            next = rawByte();
        }
        zeroBytes = next == 0 ? zeroBytes + 1 : 0;
        return next;
    }

    private int rawByte() {
        Checks.that(unit.hasRemaining(), "bytes left in the NAL unit", unit.remaining(), "> 0");
        return unit.get() & 0xFF;
    }
}
