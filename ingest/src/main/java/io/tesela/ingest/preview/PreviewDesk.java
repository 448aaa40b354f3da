package io.tesela.ingest.preview;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.ingest.blocking.BlockingCall;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Has previews made, a few at a time: they take the processor from the jobs.
 *
 * <ul>
 *   <li><b>Backpressure:</b> {@value #MOST_WAITING} wait, one more is refused; one that nobody waits for any more is not made.
 *   <li><b>Threads:</b> any; previews are made on the given scheduler.
 *   <li><b>Errors:</b> of a preview go to whoever asked for it.
 * </ul>
 */
public final class PreviewDesk {
    private static final int MOST_WAITING = 64;

    /** Makes a preview; blocks as it likes. */
    @FunctionalInterface
    public interface Making {
        byte[] by(PreviewMaker maker) throws Exception;
    }

    private final PreviewMaker maker;
    private final int atOnce;
    private final Scheduler scheduler;
    private final AtomicInteger open = new AtomicInteger();
    private final Sinks.Many<Order> orders =
            Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(MOST_WAITING));

    /** What somebody waits for. */
    private record Order(Making making, Sinks.One<byte[]> taker, AtomicBoolean unwanted) {}

    /** @param atOnce most that are made at once, 1 or more */
    public PreviewDesk(PreviewMaker maker, int atOnce, Scheduler scheduler) {
        this.maker = maker;
        this.atOnce = atOnce;
        this.scheduler = scheduler;
    }

    /** Has a preview made, and emits it. */
    public Mono<byte[]> order(Making making) {
        return Mono.defer(() -> take(new Order(making, Sinks.one(), new AtomicBoolean())));
    }

    /** Makes what is ordered, until cancelled. */
    public Flux<Void> run() {
        return orders.asFlux().flatMap(this::make, atOnce, 1);
    }

    /** Returns how many are waited for. */
    public int open() {
        return open.get();
    }

    private synchronized Mono<byte[]> take(Order order) {
        open.incrementAndGet();
        if (orders.tryEmitNext(order).isFailure()) {
            open.decrementAndGet();
            throw new TeselaException(
                    FailureCode.BUSY, "too many previews are waited for (expected: at most " + MOST_WAITING + ")");
        }
        return order.taker().asMono().doOnCancel(() -> order.unwanted().set(true));
    }

    private Mono<Void> make(Order order) {
        return Mono.defer(() -> order.unwanted().get() ? Mono.<byte[]>empty() : making(order))
                .doOnNext(made -> order.taker().tryEmitValue(made))
                .onErrorResume(Exception.class, error -> failed(order, error))
                .doFinally(signal -> open.decrementAndGet())
                .then();
    }

    private Mono<byte[]> making(Order order) {
        return BlockingCall.on(scheduler, () -> order.making().by(maker), unread -> {});
    }

    private static Mono<byte[]> failed(Order order, Exception error) {
        return Mono.fromRunnable(() -> order.taker().tryEmitError(error));
    }
}
