package io.tesela.ingest.flow;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Turns a {@link CreditWindow} into demand: one permit for every frame that may be decoded.
 *
 * <ul>
 *   <li><b>Backpressure:</b> permits are counted, not kept: any number waits in one number.
 *   <li><b>Order:</b> by number, each once.
 *   <li><b>Threads:</b> any may report; permits are emitted on the reporter's thread.
 * </ul>
 */
public final class CreditGate {
    private final CreditWindow window;
    private final Sinks.Many<Long> counts = Sinks.many().replay().latest();
    private long next;

    /** @param first the first frame that wants a permit: those before it were dealt with in a former life of this ingest */
    public CreditGate(CreditWindow window, long first) {
        this.window = window;
        this.next = first;
        report();
    }

    /** Takes another window, see {@link CreditWindow#resize}. */
    public void resize(int frames) {
        window.resize(frames);
        report();
    }

    /** Takes another limit of the output, see {@link CreditWindow#limitOutput}. */
    public void limitOutput(long bytes) {
        window.limitOutput(bytes);
        report();
    }

    public void released(long frames) {
        window.released(frames);
        report();
    }

    public void published(long bytes, long frames) {
        window.published(bytes, frames);
        report();
    }

    public void stored(long bytes) {
        window.stored(bytes);
        report();
    }

    /** Emits the number of each frame that may be decoded; never completes; for one subscriber. */
    public Flux<Long> permits() {
        return counts.asFlux().onBackpressureLatest().concatMap(this::upTo, 0);
    }

    private Flux<Long> upTo(long count) {
        long first = next;
        next = Math.max(next, count);
        return Flux.range(0, (int) (next - first)).map(i -> first + i);
    }

    private synchronized void report() {
        counts.emitNext(window.permitted(), Sinks.EmitFailureHandler.FAIL_FAST);
    }
}
