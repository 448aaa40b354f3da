package io.tesela.kafka.flow;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** Takes what it asked for and keeps it. */
final class Taker<T> extends BaseSubscriber<T> {
    private final List<T> taken = new CopyOnWriteArrayList<>();
    private final long initialDemand;
    private volatile boolean completed;
    private volatile @Nullable Throwable error;

    Taker(long initialDemand) {
        this.initialDemand = initialDemand;
    }

    List<T> taken() {
        return taken;
    }

    boolean completed() {
        return completed;
    }

    @Nullable
    Throwable error() {
        return error;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        if (initialDemand > 0) {
            subscription.request(initialDemand);
        }
    }

    @Override
    protected void hookOnNext(T item) {
        taken.add(item);
    }

    @Override
    protected void hookOnComplete() {
        completed = true;
    }

    @Override
    protected void hookOnError(Throwable thrown) {
        error = thrown;
    }
}
