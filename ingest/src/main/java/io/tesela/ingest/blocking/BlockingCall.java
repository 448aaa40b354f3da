package io.tesela.ingest.blocking;

import io.tesela.domain.failure.TeselaException;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A blocking call whose result is never lost: it goes either to the subscriber or, if that one has cancelled, to whoever
 * throws it away.
 *
 * <p>{@code Mono.fromCallable} would drop a decoder that opens, or a job that is made, while its subscriber goes away; and it
 * would interrupt the call, which closes the file channel under it.
 *
 * <ul>
 *   <li><b>Backpressure:</b> a result that nobody has asked for so far is held.
 *   <li><b>Threads:</b> the call, and as a rule its result, on the scheduler. Cancelling does not interrupt: whoever cancels ends
 *       what the call waits for.
 *   <li><b>Errors:</b> those of the call, an {@link Error} as a {@link TeselaException}; after cancelling they are logged at
 *       debug level, being its consequence.
 * </ul>
 */
public final class BlockingCall<T> extends Mono<T> {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingCall.class);

    private final Scheduler scheduler;
    private final Callable<? extends T> call;
    private final Consumer<? super T> unwanted;

    private BlockingCall(Scheduler scheduler, Callable<? extends T> call, Consumer<? super T> unwanted) {
        this.scheduler = scheduler;
        this.call = call;
        this.unwanted = unwanted;
    }

    /**
     * Returns the result of a call.
     *
     * @param unwanted takes a result whose subscriber has cancelled, on the scheduler or on the canceller's thread
     */
    public static <T> Mono<T> on(Scheduler scheduler, Callable<? extends T> call, Consumer<? super T> unwanted) {
        return new BlockingCall<>(scheduler, call, unwanted);
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        Run run = new Run(actual);
        actual.onSubscribe(run);
        try {
            scheduler.schedule(run);
        } catch (RejectedExecutionException e) {
            run.fail(e);
        }
    }

    /** One subscription. */
    private final class Run implements Subscription, Runnable {
        private final CoreSubscriber<? super T> actual;
        private boolean requested;
        private boolean cancelled;
        private @Nullable T held;

        Run(CoreSubscriber<? super T> actual) {
            this.actual = actual;
        }

        @Override
        public void run() {
            if (cancelled()) {
                return;
            }
            T result;
            try {
                result = call.call();
            } catch (Error e) {
                // Reactor rethrows what it takes for fatal, such as an OutOfMemoryError of a decoder, on a thread where
                // nobody hears it: the job would wait for ever.
                fail(TeselaException.from(e));
                return;
            } catch (Exception e) {
                fail(e);
                return;
            }
            succeed(result);
        }

        @Override
        public void request(long n) {
            T ready;
            synchronized (this) {
                requested = true;
                ready = held;
                held = null;
            }
            if (ready != null) {
                deliver(ready);
            }
        }

        @Override
        public void cancel() {
            T late;
            synchronized (this) {
                cancelled = true;
                late = held;
                held = null;
            }
            if (late != null) {
                unwanted.accept(late);
            }
        }

        void fail(Throwable error) {
            if (cancelled()) {
                LOG.atDebug().setCause(error).log("a cancelled call failed");
            } else {
                actual.onError(error);
            }
        }

        private void succeed(T result) {
            boolean dropped;
            synchronized (this) {
                dropped = cancelled;
                if (!dropped && !requested) {
                    held = result;
                    return;
                }
            }
            if (dropped) {
                unwanted.accept(result);
            } else {
                deliver(result);
            }
        }

        private void deliver(T result) {
            actual.onNext(result);
            actual.onComplete();
        }

        private synchronized boolean cancelled() {
            return cancelled;
        }
    }
}
