package io.tesela.bench.fuzz;

import java.util.Arrays;
import java.util.Random;

/**
 * Damages bytes as disks, networks and people do: the same generator damages the same way.
 *
 * <p><b>Threads:</b> one, that of the generator.
 */
final class Mutator {
    /** What keeps every other byte where it was is done more often: of the rest little is left to be read. */
    private static final int KINDS = 13;

    private static final int MOST_CHANGES = 8;
    private static final int LONGEST_RUN = 64;
    /** Where sizes and counts are read wrongly: around zero, and around the ends of signed and unsigned numbers. */
    private static final int[] EDGES = {0, 1, -1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000};

    private final Random random;

    Mutator(Random random) {
        this.random = random;
    }

    /** Returns a damaged copy; now and then it is as it was, or empty. */
    byte[] damaged(byte[] bytes) {
        byte[] damaged = bytes.clone();
        int changes = random.nextInt(MOST_CHANGES + 1);
        for (int change = 0; change < changes; change++) {
            damaged = changed(damaged);
        }
        return damaged;
    }

    private byte[] changed(byte[] bytes) {
        if (bytes.length == 0) {
            return random.nextBoolean() ? bytes : noise(1 + random.nextInt(LONGEST_RUN));
        }
        int at = random.nextInt(bytes.length);
        int run = Math.min(1 + random.nextInt(LONGEST_RUN), bytes.length - at);
        return switch (random.nextInt(KINDS)) {
            case 0, 1, 2 -> with(bytes, at, new byte[] {(byte) (bytes[at] ^ (1 << random.nextInt(Byte.SIZE)))});
            case 3, 4, 5 -> with(bytes, at, edge());
            case 6, 7, 8 -> with(bytes, at, noise(run));
            case 9 -> Arrays.copyOf(bytes, at);
            case 10 -> spliced(bytes, at, noise(run), at);
            case 11 -> spliced(bytes, at, new byte[0], at + run);
            default -> spliced(bytes, at, Arrays.copyOfRange(bytes, at, at + run), at);
        };
    }

    private byte[] edge() {
        int value = EDGES[random.nextInt(EDGES.length)];
        return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
    }

    private byte[] noise(int count) {
        byte[] noise = new byte[count];
        random.nextBytes(noise);
        return noise;
    }

    /** Writes over what is there, as far as there is something. */
    private static byte[] with(byte[] bytes, int at, byte[] written) {
        System.arraycopy(written, 0, bytes, at, Math.min(written.length, bytes.length - at));
        return bytes;
    }

    /** Returns what is before {@code at}, something, and what there is from {@code from} on. */
    private static byte[] spliced(byte[] bytes, int at, byte[] middle, int from) {
        byte[] spliced = Arrays.copyOf(bytes, at + middle.length + bytes.length - from);
        System.arraycopy(middle, 0, spliced, at, middle.length);
        System.arraycopy(bytes, from, spliced, at + middle.length, bytes.length - from);
        return spliced;
    }
}
