package io.tesela.standalone.supervision;

import java.time.Duration;

/**
 * How patient a supervisor is.
 *
 * @param firstPause before the first restart; doubles with each further one
 * @param longestPause where the doubling ends
 * @param jitter which part of a pause is left to chance, from 0 to 1, so that roles that fell together do not rise together
 * @param settledAfter a child that was ready for so long starts the pauses anew
 * @param startLimit a child that is not ready after it is killed
 * @param failedStarts so many starts in a row that did not get ready are the end
 */
record RestartLimits(
        Duration firstPause,
        Duration longestPause,
        double jitter,
        Duration settledAfter,
        Duration startLimit,
        int failedStarts) {
    /**
     * The first pause lets the system take back ports; the longest keeps a role away for no longer than its group takes to miss it, and
     * a bit. Six JVMs that start together on two busy cores were ready in 33 to 45 s: the limit of a start is about three times that.
     */
    static final RestartLimits DEFAULT = new RestartLimits(
            Duration.ofMillis(500), Duration.ofSeconds(10), 0.5, Duration.ofSeconds(60), Duration.ofSeconds(120), 4);

    RestartLimits {
        require(isPositive(firstPause), "firstPause", firstPause, "> 0");
        require(longestPause.compareTo(firstPause) >= 0, "longestPause", longestPause, ">= " + firstPause);
        require(jitter >= 0 && jitter <= 1, "jitter", jitter, "0 to 1");
        require(isPositive(settledAfter), "settledAfter", settledAfter, "> 0");
        require(isPositive(startLimit), "startLimit", startLimit, "> 0");
        require(failedStarts > 0, "failedStarts", failedStarts, "> 0");
    }

    /**
     * Returns how long to wait before a restart.
     *
     * @param before short lives in a row before it, without the one that just ended; 0 or more
     * @param random from 0 to 1
     */
    Duration pause(int before, double random) {
        Duration pause = firstPause;
        for (int i = 0; i < before && pause.compareTo(longestPause) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        Duration bounded = pause.compareTo(longestPause) < 0 ? pause : longestPause;
        return Duration.ofMillis(Math.round(bounded.toMillis() * (1 - jitter * random)));
    }

    private static boolean isPositive(Duration duration) {
        return duration.compareTo(Duration.ZERO) > 0;
    }

    private static void require(boolean condition, String name, Object value, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
