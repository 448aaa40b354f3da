package io.tesela.ingest.job;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Whether a job has a client: which, since when it has none, and whether one is expected.
 *
 * <p><b>Threads:</b> any.
 */
final class Attendance {
    private final Scheduler timer;
    private @Nullable Attachment current;
    private long aloneSinceMs;
    private boolean detached;
    private boolean delivered;

    /** @param timer measures time */
    Attendance(Scheduler timer) {
        this.timer = timer;
        this.aloneSinceMs = timer.now(TimeUnit.MILLISECONDS);
    }

    /** A client comes; whoever was there is displaced. */
    void come(Attachment attachment) {
        Attachment before;
        synchronized (this) {
            before = current;
            current = attachment;
            detached |= attachment.detaches();
        }
        if (before != null) {
            before.displace();
        }
    }

    /** A client goes; if it was not there any more, nothing changes. */
    synchronized void go(Attachment attachment) {
        if (attachment.equals(current)) {
            current = null;
            aloneSinceMs = timer.now(TimeUnit.MILLISECONDS);
        }
    }

    /** The client has everything: nobody is expected. */
    synchronized void delivered() {
        delivered = true;
    }

    synchronized boolean isThere(Attachment attachment) {
        return attachment.equals(current);
    }

    synchronized boolean anybodyThere() {
        return current != null;
    }

    synchronized boolean detached() {
        return detached;
    }

    /** Returns whether the job goes on although nobody takes its output. */
    synchronized boolean goesOnAlone() {
        return detached && (current == null || current.detaches());
    }

    /**
     * Returns whether nobody will come, or has not come for too long.
     *
     * @param working whether the job is neither done nor failed; a detached one is then left alone
     */
    synchronized boolean expired(boolean working, Duration retention) {
        if (current != null) {
            return false;
        }
        long aloneMs = timer.now(TimeUnit.MILLISECONDS) - aloneSinceMs;
        boolean waits = !(working && detached);
        return delivered || (waits && aloneMs >= retention.toMillis());
    }
}
