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
    /** How many bytes may still be passed on until all are held back. */
    private long untilStall = Long.MAX_VALUE;

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

    synchronized void stallAfter(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
        untilStall = bytes;
    }

    synchronized void clear() {
        untilStall = Long.MAX_VALUE;
        delay = Duration.ZERO;
        fate = Fate.READ_ON;
    }

    synchronized long passed() {
        return passed;
    }

    /** Returns whether a run of bytes is held back; it counts as passed on if it is not. */
    synchronized boolean stalls(int bytes) {
        if (untilStall == Long.MAX_VALUE) {
            return false;
        }
        if (bytes > untilStall) {
            // Held back whole, and so is what follows, however short it is.
            untilStall = 0;
            return true;
        }
        untilStall -= bytes;
        return false;
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
