package io.tesela.media.process;

/**
 * How long a decoder has worked on the question it was asked, as far as somebody has looked; the time that it waited for the upload is not
 * its own.
 *
 * <p>Between two looks no more than {@value #MOST_BETWEEN_LOOKS_NANOS} nanoseconds count: where all processes of a machine stood still for
 * longer, the decoder did too.
 *
 * <p><b>Threads:</b> any.
 */
final class WorkClock {
    /** Several times what is usual. */
    static final long MOST_BETWEEN_LOOKS_NANOS = 1_000_000_000;

    private long workedNanos;
    private long sinceNanos;
    private boolean working;

    /** Notes that a new question was asked. */
    synchronized void begins(long nowNanos) {
        workedNanos = 0;
        goesOn(nowNanos);
    }

    /** Notes that it waits, or has answered. */
    synchronized void rests(long nowNanos) {
        look(nowNanos);
        working = false;
    }

    /** Notes that it waits no more. */
    synchronized void goesOn(long nowNanos) {
        sinceNanos = nowNanos;
        working = true;
    }

    /** Returns how long it has worked, in nanoseconds. */
    synchronized long look(long nowNanos) {
        if (working) {
            workedNanos += Math.min(nowNanos - sinceNanos, MOST_BETWEEN_LOOKS_NANOS);
            sinceNanos = nowNanos;
        }
        return workedNanos;
    }
}
