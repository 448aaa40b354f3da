package io.tesela.processor.custody;

import io.tesela.kafka.flow.InFlightGate;
import reactor.core.publisher.Mono;

/**
 * Lets tiles be filtered side by side, but a suspect one with nothing beside it, and with a note that says so.
 *
 * <p>Whoever dies of it thus leaves its name. The note is taken back before anything else is filtered, or a death over that would be
 * put down to a tile which is done.
 *
 * <ul>
 *   <li><b>Backpressure:</b> as many at once as the limit; the others wait here, and their number is the caller's concurrency.
 *   <li><b>Order:</b> first come, first served: tiles behind a suspect one wait for it.
 *   <li><b>Threads:</b> any; of the requester, of the one whose end made room, or of the carrier that has stored a note.
 *   <li><b>Errors:</b> those of the work; of the note, as {@link HeldPartition} says. Empty where the partition of a suspect tile is
 *       held no longer.
 * </ul>
 */
public final class Probation {
    private final int limit;
    private final InFlightGate gate;

    /** @param limit tiles at once, above 0 */
    public Probation(int limit) {
        this.limit = limit;
        this.gate = new InFlightGate(limit, Long.MAX_VALUE);
    }

    /** Returns the work on the tile at an offset, to be subscribed when it may run; work that runs beside nothing must emit. */
    public <T> Mono<T> admit(HeldPartition held, long offset, Mono<T> work) {
        return held.custody().suspect(offset)
                ? gate.admit(limit + 1, 1, alone(held, offset, work))
                : gate.admit(1, 1, work);
    }

    private static <T> Mono<T> alone(HeldPartition held, long offset, Mono<T> work) {
        return held.note(held.custody().probing(offset))
                .flatMap(noted -> work)
                .delayUntil(done -> held.note(held.custody()));
    }
}
