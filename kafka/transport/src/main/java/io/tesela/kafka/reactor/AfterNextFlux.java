package io.tesela.kafka.reactor;

import java.util.function.Consumer;
import java.util.function.Function;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.util.context.Context;

/**
 * Maps each item and, once the downstream's {@code onNext} has returned, tells a callback: what {@code doOnNext}, which runs
 * before, cannot.
 */
final class AfterNextFlux<T, R> extends FluxOperator<T, R> {
    private final Function<T, R> mapping;
    private final Consumer<T> afterNext;

    /** Neither function may throw. */
    AfterNextFlux(Flux<? extends T> upstream, Function<T, R> mapping, Consumer<T> afterNext) {
        super(upstream);
        this.mapping = mapping;
        this.afterNext = afterNext;
    }

    @Override
    public void subscribe(CoreSubscriber<? super R> actual) {
        source.subscribe(new AfterNextSubscriber(actual));
    }

    private final class AfterNextSubscriber implements CoreSubscriber<T> {
        private final CoreSubscriber<? super R> actual;

        AfterNextSubscriber(CoreSubscriber<? super R> actual) {
            this.actual = actual;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            actual.onSubscribe(subscription);
        }

        @Override
        public void onNext(T item) {
            actual.onNext(mapping.apply(item));
            afterNext.accept(item);
        }

        @Override
        public void onError(Throwable error) {
            actual.onError(error);
        }

        @Override
        public void onComplete() {
            actual.onComplete();
        }
    }
}
