package io.tesela.mp4;

/** Rejects arguments in the one form that all messages have. */
final class Checks {
    static final long MAX_U32 = 0xFFFF_FFFFL;

    /** Far beyond any clock, and far enough from overflow for sums of times. */
    static final long MAX_TICKS = 1L << 62;

    private Checks() {}

    static void that(boolean holds, String name, long value, String condition) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + condition + ")");
        }
    }

    static void that(boolean holds, String name, Object value, String condition) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + condition + ")");
        }
    }
}
