package io.tesela.ingest.job;

import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Whether a job is worked on, or stands parked until somebody comes for it.
 *
 * <p><b>Threads:</b> any.
 */
final class Parking {
    private Sinks.Empty<Void> signal = Sinks.empty();
    private volatile boolean parked;

    /**
     * Has the work stop, unless somebody is there who wants it.
     *
     * @param wanted looked at when everybody can see that the job is parked
     * @return whether the work stops
     */
    synchronized boolean parkUnless(BooleanSupplier wanted) {
        parked = true;
        if (wanted.getAsBoolean()) {
            parked = false;
            return false;
        }
        // Inside: whoever ends this does so when the work has stopped.
        signal.tryEmitEmpty();
        return true;
    }

    /** Says that there will be work again; returns whether there was none. */
    synchronized boolean end() {
        boolean was = parked;
        if (was) {
            parked = false;
            signal = Sinks.empty();
        }
        return was;
    }

    boolean parked() {
        return parked;
    }

    /** Completes when the work that is under way now is to stop. */
    synchronized Mono<Void> stopping() {
        return signal.asMono();
    }
}
