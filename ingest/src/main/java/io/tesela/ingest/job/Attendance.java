package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Whether a job has a client: which, since when it has none, and whether one is expected.
 *
 * <p><b>Threads:</b> any.
 *
 * @param <T> what stands for a client, told apart by identity or whatever equals means to it
 */
final class Attendance<T> {
    private final Scheduler timer;
    private @Nullable T current;
    private long aloneSinceMs;
    private boolean detached;
    private boolean delivered;
    private boolean givenUp;
    private int expected;

    /**
     * @param timer measures time
     * @param detached whether a client of a former life of this ingest went on purpose
     */
    Attendance(Scheduler timer, boolean detached) {
        this.timer = timer;
        this.detached = detached;
        this.aloneSinceMs = timer.now(TimeUnit.MILLISECONDS);
    }

    /**
     * A client comes.
     *
     * @param detaches whether it will go before the job is done
     * @return whoever was there, and is displaced
     * @throws TeselaException if the job has been given up
     */
    synchronized Optional<T> come(T client, boolean detaches) {
        if (givenUp) {
            throw unwanted();
        }
        Optional<T> before = Optional.ofNullable(current);
        current = client;
        detached |= detaches;
        return before;
    }

    /** A client goes; if it was not there any more, nothing changes. */
    synchronized void go(T client) {
        if (client.equals(current)) {
            current = null;
            aloneSinceMs = timer.now(TimeUnit.MILLISECONDS);
        }
    }

    /** A client waits to come: meanwhile the job is not given up. */
    synchronized void expect() {
        expected++;
    }

    /** A client has come, or waits no more; the time without one begins anew. */
    synchronized void expectNoMore() {
        expected--;
        aloneSinceMs = timer.now(TimeUnit.MILLISECONDS);
    }

    /** The client has everything: nobody is expected. */
    synchronized void delivered() {
        delivered = true;
    }

    /** Gives the job up, unless somebody is there, or about to come; returns whether it is given up. */
    synchronized boolean discard() {
        givenUp |= current == null && expected == 0;
        return givenUp;
    }

    synchronized boolean isThere(T client) {
        return client.equals(current);
    }

    synchronized boolean anybodyThere() {
        return current != null;
    }

    synchronized boolean detached() {
        return detached;
    }

    /**
     * Gives the job up if nobody will come, or has not come for too long; then nobody may any more.
     *
     * @param worksAlone whether a detached job is at work and not held up: it is left alone, and its client's time begins when
     *     that ends
     * @return whether it is given up
     */
    synchronized boolean giveUp(boolean worksAlone, Duration retention) {
        if (current != null || expected > 0) {
            return false;
        }
        long now = timer.now(TimeUnit.MILLISECONDS);
        if (worksAlone) {
            aloneSinceMs = now;
        }
        boolean tooLate = !worksAlone && now - aloneSinceMs >= retention.toMillis();
        givenUp |= delivered || tooLate;
        return givenUp;
    }

    /** Returns whether nobody has been there for so long. */
    synchronized boolean alone(Duration since) {
        return current == null && timer.now(TimeUnit.MILLISECONDS) - aloneSinceMs >= since.toMillis();
    }

    /** Returns why a job ends that nobody has come back to. */
    static TeselaException unwanted() {
        return new TeselaException(
                FailureCode.CANCELLED, "its client has gone and did not come back (expected: it does, in time)");
    }
}
