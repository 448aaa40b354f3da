package io.tesela.kafka.reactor;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Flux;

/**
 * Counts what the downstream of one subscription asked for and what it was given.
 *
 * <p>Threads: {@link #sight} from any.
 */
final class DemandTally {
    private final AtomicLong requested = new AtomicLong();
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    /**
     * Returns a flux of the same records, counted; for one subscriber.
     *
     * @param emitted is told of each record before the downstream is
     */
    <T> Flux<T> counting(Flux<T> records, Consumer<T> emitted) {
        Flux<T> beginning = records.doOnNext(record -> {
            begun.incrementAndGet();
            emitted.accept(record);
        });
        return new AfterNextFlux<T, T>(beginning, Function.identity(), record -> ended.incrementAndGet())
                .doOnRequest(this::asked);
    }

    long delivered() {
        return begun.get();
    }

    /** Returns the demand, the deliveries and these partitions as they are now. */
    Sight sight(List<Sight.Partition> partitions) {
        // In this order: a record that begins meanwhile looks busy, one that ends meanwhile too, never the other way.
        long endedBefore = ended.get();
        long asked = requested.get();
        long begunNow = begun.get();
        long demand = asked == Long.MAX_VALUE ? asked : Math.max(0, asked - begunNow);
        return new Sight(demand, begunNow, begunNow != endedBefore, partitions);
    }

    private void asked(long records) {
        requested.accumulateAndGet(records, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
    }
}
