package io.tesela.testkit;

import java.time.Duration;

/**
 * What is to happen to the bytes of one direction.
 *
 * <p><b>Threads:</b> any; calls exclude each other.
 */
final class Faults {
    /** What becomes of a connection after some bytes. */
    enum Fate {
        READ_ON,
        HALF_CLOSE,
        CUT
    }

    /**
     * What becomes of a run of bytes.
     *
     * @param pass how many of them are passed on; the others are thrown away
     * @param fate of the connection, after these
     * @param delay before they are passed on
     */
    record Verdict(int pass, Fate fate, Duration delay) {}

    private Duration delay = Duration.ZERO;
    private Fate fate = Fate.READ_ON;
    private long remaining;
    private long passed;

    synchronized void delay(Duration wanted) {
        if (wanted.isNegative()) {
            throw new IllegalArgumentException("delay: " + wanted + " (expected: >= 0)");
        }
        delay = wanted;
    }

    synchronized void after(long bytes, Fate wanted) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: > 0)");
        }
        remaining = bytes;
        fate = wanted;
    }

    synchronized void clear() {
        delay = Duration.ZERO;
        fate = Fate.READ_ON;
    }

    synchronized long passed() {
        return passed;
    }

    /** Decides on a run of bytes; a fate that strikes is used up. */
    synchronized Verdict judge(int bytes) {
        if (fate == Fate.READ_ON || remaining > bytes) {
            remaining -= bytes;
            passed += bytes;
            return new Verdict(bytes, Fate.READ_ON, delay);
        }
        Verdict verdict = new Verdict((int) remaining, fate, delay);
        passed += remaining;
        fate = Fate.READ_ON;
        return verdict;
    }
}
