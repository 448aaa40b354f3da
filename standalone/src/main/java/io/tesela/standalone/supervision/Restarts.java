package io.tesela.standalone.supervision;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What is remembered of a role's lives, and what follows when one ends.
 *
 * <pre>
 * a life that was            then
 * ready for settledAfter     again after the first pause
 * ready, but not so long     again after a pause twice as long as the one before
 * never ready                the same, but failedStarts of them in a row are the end
 * refused its flags          the end: it would refuse them again
 * </pre>
 *
 * <p>Pure: no clock, no chance, no thread.
 *
 * @param limits how patient it is
 * @param restarts how many so far
 * @param shortLives lives in a row that were not settled
 * @param failedStarts lives in a row that were never ready
 */
record Restarts(RestartLimits limits, int restarts, int shortLives, int failedStarts) {
    private static final double MILLIS_PER_SECOND = 1000;

    /** Returns what is known of a role before its first start. */
    static Restarts none(RestartLimits limits) {
        return new Restarts(limits, 0, 0, 0);
    }

    /**
     * One life of a role.
     *
     * @param ending how it ended
     * @param readyFor how long it was ready; empty if it never was
     */
    record Life(Ending ending, Optional<Duration> readyFor) {}

    /** What is to be done when a life has ended. */
    sealed interface Decision {
        /** Returns what a person is told, after the name of the role. */
        String sentence();
    }

    /**
     * Start it again.
     *
     * @param next what is remembered then
     * @param pause before that
     */
    record Again(Restarts next, Duration pause, String sentence) implements Decision {}

    /** Give it up. */
    record GiveUp(String sentence) implements Decision {}

    /**
     * Returns what is to be done.
     *
     * @param random from 0 to 1
     */
    Decision ended(Life life, double random) {
        boolean wasReady = life.readyFor().isPresent();
        int failed = wasReady ? 0 : failedStarts + 1;
        if (!wasReady && (failed >= limits.failedStarts() || !life.ending().retryable())) {
            return new GiveUp("does not start: "
                    + life.ending().complaint().orElse("it " + life.ending().sentence()) + " (starts that failed: "
                    + failed + ")");
        }
        boolean settled = life.readyFor()
                .filter(time -> time.compareTo(limits.settledAfter()) >= 0)
                .isPresent();
        int before = settled ? 0 : shortLives;
        Duration pause = limits.pause(before, random);
        Restarts next = new Restarts(limits, restarts + 1, before + 1, failed);
        return new Again(next, pause, sentence(life.ending(), pause, next));
    }

    private static String sentence(Ending ending, Duration pause, Restarts next) {
        String start = next.failedStarts == 0
                ? ""
                : "; start " + (next.failedStarts + 1) + " of at most " + next.limits.failedStarts();
        return String.format(
                Locale.ROOT,
                "%s; it is started again in %.1f s (restart %d%s)",
                ending.sentence(),
                pause.toMillis() / MILLIS_PER_SECOND,
                next.restarts,
                start);
    }
}
