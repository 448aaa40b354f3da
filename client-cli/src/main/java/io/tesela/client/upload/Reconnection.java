package io.tesela.client.upload;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Whether and when a client tries again whose connection is lost: after pauses that double, with jitter, so that the clients of a
 * server that comes back do not all come at once; until that has taken too long.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Reconnection {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Duration patience;
    private final LongSupplier nowMs;
    private final DoubleSupplier random;
    private long lostSinceMs = -1;
    private Duration next = FIRST_PAUSE;

    /**
     * @param patience how long the server may be away; zero: not at all
     * @param nowMs any clock that runs evenly
     * @param random from 0 to 1
     */
    Reconnection(Duration patience, LongSupplier nowMs, DoubleSupplier random) {
        this.patience = patience;
        this.nowMs = nowMs;
        this.random = random;
    }

    /** The server is there again. */
    void connected() {
        lostSinceMs = -1;
        next = FIRST_PAUSE;
    }

    /** Returns whether the server was away when it was last looked for. */
    boolean isLost() {
        return lostSinceMs >= 0;
    }

    /** Returns how long to wait before the next try; empty if there is to be none. */
    Optional<Duration> lost() {
        long now = nowMs.getAsLong();
        lostSinceMs = lostSinceMs < 0 ? now : lostSinceMs;
        Duration left = patience.minusMillis(now - lostSinceMs);
        if (left.isZero() || left.isNegative()) {
            return Optional.empty();
        }
        Duration pause = Duration.ofMillis((long) (next.toMillis() * (0.5 + 0.5 * random.getAsDouble())));
        next = shorter(next.multipliedBy(2), LONGEST_PAUSE);
        return Optional.of(shorter(pause, left));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
