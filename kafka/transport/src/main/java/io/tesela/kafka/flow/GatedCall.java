package io.tesela.kafka.flow;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.util.context.Context;

/**
 * One subscription to a {@link GatedMono}: new, then waiting, then admitted, then over; the gate counts it while admitted.
 *
 * <p>Every step is a compare-and-set, so of an admission and a cancellation that meet, one wins and the other sees it.
 */
final class GatedCall<T> implements Subscription {
    private enum State {
        NEW,
        WAITING,
        ADMITTED,
        OVER
    }

    private final InFlightGate gate;
    private final Mono<T> call;
    private final CoreSubscriber<? super T> actual;
    private final int records;
    private final long bytes;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private final Relay relay = new Relay();

    GatedCall(InFlightGate gate, Mono<T> call, CoreSubscriber<? super T> actual, int records, long bytes) {
        this.gate = gate;
        this.call = call;
        this.actual = actual;
        this.records = records;
        this.bytes = bytes;
    }

    int records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void request(long n) {
        if (state.compareAndSet(State.NEW, State.WAITING)) {
            gate.enqueue(this);
        }
    }

    @Override
    public void cancel() {
        if (state.compareAndSet(State.WAITING, State.OVER)) {
            gate.withdraw(this);
        } else if (!state.compareAndSet(State.NEW, State.OVER)) {
            relay.cancel();
            end();
        }
    }

    /** Called by the gate, which counts this call if the answer is true. */
    boolean admitted() {
        return state.compareAndSet(State.WAITING, State.ADMITTED);
    }

    /** Called by the gate once, after {@link #admitted()}, outside its lock. */
    void proceed(@Nullable RuntimeException refusal) {
        if (refusal == null) {
            call.subscribe(relay);
        } else if (end()) {
            actual.onError(refusal);
        }
    }

    private boolean end() {
        boolean ended = state.compareAndSet(State.ADMITTED, State.OVER);
        if (ended) {
            gate.release(this);
        }
        return ended;
    }

    private final class Relay extends BaseSubscriber<T> {
        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        protected void hookOnNext(T value) {
            actual.onNext(value);
        }

        @Override
        protected void hookOnComplete() {
            actual.onComplete();
        }

        @Override
        protected void hookOnError(Throwable error) {
            actual.onError(error);
        }

        @Override
        protected void hookFinally(SignalType type) {
            end();
        }
    }
}
