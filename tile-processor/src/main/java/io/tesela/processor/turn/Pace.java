package io.tesela.processor.turn;

import java.util.concurrent.TimeUnit;

/**
 * Spaces starts evenly, so that no more than a given number begin in a second.
 *
 * <p>One that comes late leaves the next where it was, by one interval at most: a timer that is a little late does not lower
 * the rate, and a pause is not made up for. So in any second there are at most the given number and one more.
 *
 * <p><b>Threads:</b> one at a time. Time comes with each call, from any monotonic clock.
 */
final class Pace {
    private final long intervalNanos;
    private boolean begun;
    private long nextNanos;

    /** @param perSecond most starts in a second; 0 if there is no limit */
    Pace(int perSecond) {
        this.intervalNanos = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** Returns how long the next start has to wait; 0 if it may begin. */
    long waitNanos(long nowNanos) {
        return begun && intervalNanos > 0 ? Math.max(0, nextNanos - nowNanos) : 0;
    }

    /** Notes a start. */
    void started(long nowNanos) {
        long earliest = nowNanos - intervalNanos;
        long planned = begun ? nextNanos : nowNanos;
        nextNanos = (planned - earliest > 0 ? planned : earliest) + intervalNanos;
        begun = true;
    }
}
