package io.tesela.bench.faulty;

import io.tesela.bench.faulty.RecordFault.Records;
import io.tesela.domain.job.TileKey;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Has the chance decide, and tells of each record that is struck.
 *
 * <p><b>Threads:</b> any.
 */
final class Strikes {
    /** Longer than the gap between two frames, shorter than any time limit. */
    static final Duration DELAY = Duration.ofSeconds(2);

    private final Chance chance;
    private final Scheduler timer;
    private final Consumer<String> tell;

    /**
     * @param timer for what is late
     * @param tell takes a few words on each record that is struck; must not block for long
     */
    Strikes(Chance chance, Scheduler timer, Consumer<String> tell) {
        this.chance = chance;
        this.timer = timer;
        this.tell = tell;
    }

    /** Returns what happens to a record, and tells of it; empty if nothing does. */
    Optional<RecordFault> on(Records records, TileKey key, int attempt) {
        Optional<RecordFault> fault = chance.of(records, key, attempt);
        fault.ifPresent(struck -> tell.accept(struck.kind() + " " + struck.records() + " " + key));
        return fault;
    }

    /** Completes when what is late may go on. */
    Mono<Long> later() {
        return Mono.delay(DELAY, timer);
    }
}
