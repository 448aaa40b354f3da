package io.tesela.processor;

import io.tesela.kafka.flow.Delivery;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Bounds the bytes of the tiles that one subscription to a source has taken.
 *
 * <ul>
 *   <li><b>Backpressure:</b> asks the source for one record at a time, and only while fewer bytes than the limit are held, or
 *       fewer tiles than are filtered at once. So the limit is passed by one record at most, or by what the filters work on.
 *   <li><b>Order:</b> kept.
 *   <li><b>Threads:</b> any.
 * </ul>
 */
final class TakenTiles {
    private final long maxBytes;
    private final int always;
    private final Object lock = new Object();
    private long bytes;
    private int tiles;
    private long demand;
    private boolean asked;
    private Subscription upstream = Operators.emptySubscription();

    /**
     * @param maxBytes from which on no more are taken
     * @param always tiles that are taken whatever their bytes
     */
    TakenTiles(long maxBytes, int always) {
        this.maxBytes = maxBytes;
        this.always = always;
    }

    /** Returns the deliveries of a source; each counts until {@link #done}. To be subscribed once. */
    Flux<Delivery> of(Flux<Delivery> source) {
        return source.transform(Operators.<Delivery, Delivery>lift((scannable, actual) -> new Taker(actual)));
    }

    /** Says that a delivery is held no longer. */
    void done(Delivery delivery) {
        synchronized (lock) {
            bytes -= delivery.record().sizeBytes();
            tiles--;
        }
        ask();
    }

    private void took(Delivery delivery) {
        synchronized (lock) {
            asked = false;
            demand--;
            bytes += delivery.record().sizeBytes();
            tiles++;
        }
    }

    // A source that answers at once calls took() inside request(), and ask() again after that: this is its own loop.
    private void ask() {
        Subscription source;
        synchronized (lock) {
            if (asked || demand == 0 || (bytes >= maxBytes && tiles >= always)) {
                return;
            }
            asked = true;
            source = upstream;
        }
        source.request(1);
    }

    private final class Taker implements CoreSubscriber<Delivery>, Subscription {
        private final CoreSubscriber<? super Delivery> actual;

        Taker(CoreSubscriber<? super Delivery> actual) {
            this.actual = actual;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            synchronized (lock) {
                upstream = subscription;
            }
            actual.onSubscribe(this);
        }

        @Override
        public void onNext(Delivery delivery) {
            took(delivery);
            actual.onNext(delivery);
            ask();
        }

        @Override
        public void onError(Throwable error) {
            actual.onError(error);
        }

        @Override
        public void onComplete() {
            actual.onComplete();
        }

        @Override
        public void request(long n) {
            synchronized (lock) {
                demand = Operators.addCap(demand, n);
            }
            ask();
        }

        @Override
        public void cancel() {
            upstream.cancel();
        }
    }
}
