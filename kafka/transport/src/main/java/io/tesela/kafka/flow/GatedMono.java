package io.tesela.kafka.flow;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** A call that waits at an {@link InFlightGate} before it is subscribed. */
final class GatedMono<T> extends Mono<T> {
    private final InFlightGate gate;
    private final Mono<T> call;
    private final int records;
    private final long bytes;

    GatedMono(InFlightGate gate, Mono<T> call, int records, long bytes) {
        this.gate = gate;
        this.call = call;
        this.records = records;
        this.bytes = bytes;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        actual.onSubscribe(new GatedCall<>(gate, call, actual, records, bytes));
    }
}
