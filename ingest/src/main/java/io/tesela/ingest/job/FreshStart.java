package io.tesela.ingest.job;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Whether an assembler has let go of the frames that are under way, because it heard nothing of this ingest for too long: the
 * work then ends, and begins again where the log says that the job stands.
 *
 * <p><b>Threads:</b> any.
 */
final class FreshStart {
    private Sinks.Empty<Void> signal = Sinks.empty();
    private long known;
    private boolean due;

    /** Begins the work, which is to end when the result completes. What the log says is to be looked at after this. */
    synchronized Mono<Void> awaited() {
        due = false;
        signal = Sinks.empty();
        return signal.asMono();
    }

    /** Notes what the work begins from: all that the log says of epochs up to this one. */
    synchronized void knows(long epoch) {
        known = Math.max(known, epoch);
    }

    /** Notes that the frames under way were let go of, by what the log says of an epoch; returns whether that is news. */
    boolean parked(long epoch) {
        Sinks.Empty<Void> ending = ending(epoch);
        if (ending != null) {
            ending.tryEmitEmpty();
        }
        return ending != null;
    }

    /** Returns whether the work that has ended is to begin again. */
    synchronized boolean due() {
        return due;
    }

    private synchronized Sinks.@Nullable Empty<Void> ending(long epoch) {
        due = due || epoch > known;
        return epoch > known ? signal : null;
    }
}
