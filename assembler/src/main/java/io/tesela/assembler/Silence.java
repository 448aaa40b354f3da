package io.tesela.assembler;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * For how long nothing has been heard of a job's ingest, counted in the assembler's own heartbeats that were acknowledged: while the
 * assembler is frozen, or the broker away, nobody can be heard, and the count stands still.
 *
 * <p><b>Threads:</b> any.
 */
final class Silence {
    private final int longest;
    private final AtomicInteger beats = new AtomicInteger();

    /** @param longest heartbeats without a word, above 0 */
    Silence(int longest) {
        this.longest = longest;
    }

    /** Notes that something came. */
    void broken() {
        beats.set(0);
    }

    /** Notes that a heartbeat was acknowledged; returns whether nothing has come for the longest time. */
    boolean lasts() {
        return beats.incrementAndGet() >= longest;
    }

    /** Returns whether nothing has come for the longest time. */
    boolean tooLong() {
        return beats.get() >= longest;
    }
}
