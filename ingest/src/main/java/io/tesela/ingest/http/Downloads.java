package io.tesela.ingest.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Places for those that read videos beside their clients: each costs an open file, and one too many is refused.
 *
 * <p><b>Threads:</b> any.
 */
final class Downloads {
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    /** The place of one reader; left once, however often that is said. */
    final class Place {
        private final AtomicBoolean left = new AtomicBoolean();

        private Place() {}

        void leave() {
            if (left.compareAndSet(false, true)) {
                taken.decrementAndGet();
            }
        }
    }

    /** @param most at once, 1 or more */
    Downloads(int most) {
        this.most = most;
    }

    /** Returns how many read. */
    int open() {
        return taken.get();
    }

    /** Takes a place, before anything is opened; refuses one too many. */
    Place take() {
        if (taken.getAndUpdate(others -> Math.min(most, others + 1)) >= most) {
            throw new HttpRefusal(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "too many videos are being read already (expected: at most " + most + ")");
        }
        return new Place();
    }
}
