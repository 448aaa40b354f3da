package io.tesela.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands where it is put; at first, at the beginning of 1970.
 *
 * <p><b>Threads:</b> any.
 */
public final class SettableClock extends Clock {
    private volatile Instant now = Instant.EPOCH;

    /** Puts it so much later. */
    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return now;
    }
}
