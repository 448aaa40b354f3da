package io.tesela.ingest.job;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Whether a job is worked on, or stands parked until somebody comes for it.
 *
 * <p><b>Threads:</b> any.
 */
final class Parking {
    private Sinks.Empty<Void> signal = Sinks.empty();
    private boolean parked;

    /** Has the work stop. */
    synchronized void park() {
        parked = true;
        signal.tryEmitEmpty();
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

    synchronized boolean parked() {
        return parked;
    }

    /** Completes when the work that is under way now is to stop. */
    synchronized Mono<Void> signal() {
        return signal.asMono();
    }
}
