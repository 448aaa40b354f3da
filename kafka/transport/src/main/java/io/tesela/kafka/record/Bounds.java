package io.tesela.kafka.record;

/** Refuses numbers that no record of ours can hold, so that none from a broken record gets any further. */
final class Bounds {
    private Bounds() {}

    static void requireAtLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
        }
    }
}
