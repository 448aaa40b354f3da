package io.tesela.ingest.http;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.ByteBufFlux;

/**
 * What a request brings, read to its end whatever becomes of it: a browser hears no answer before it has sent everything.
 *
 * <ul>
 *   <li><b>Backpressure:</b> some bytes are read when those before them have been taken; the sender meets TCP meanwhile.
 *       One that is silent for half a minute, while more is asked for, is not heard any longer.
 *   <li><b>Threads:</b> of the connection.
 * </ul>
 */
final class RequestBody {
    /** A sender that is asked for more, and sends nothing for so long, is gone, or may as well be. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long BUSY = Long.MAX_VALUE;
    private static final Duration LOOK_PERIOD = Duration.ofSeconds(1);

    private final ByteBufFlux bytes;
    private final Scheduler timer;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicLong taken = new AtomicLong();
    private volatile boolean heard;
    private volatile boolean ended;
    /** On the timer; {@link #BUSY}: it is not waited for anything. */
    private volatile long waitingSinceMs = BUSY;

    /**
     * @param bytes of the request, as they come, for one subscriber
     * @param timer measures silence
     */
    RequestBody(ByteBufFlux bytes, Scheduler timer) {
        this.bytes = bytes;
        this.timer = timer;
    }

    /** Returns how many bytes have been taken. */
    long taken() {
        return taken.get();
    }

    /** Gives all of it to a taker, some bytes at a time; when one fails, the rest is thrown away, and then this fails. */
    Mono<Void> into(Function<ByteBuffer, Mono<Void>> taker) {
        heard = true;
        return Mono.firstWithSignal(taken(taker), silence());
    }

    private Mono<Void> taken(Function<ByteBuffer, Mono<Void>> taker) {
        return bytes.asByteArray()
                .onErrorMap(RequestBody::broken)
                .doOnSubscribe(subscription -> waitingSinceMs = now())
                .concatMap(bytes -> failure.get() == null ? take(bytes, taker) : Mono.empty(), 1)
                .then(Mono.defer(this::end));
    }

    private Mono<Void> silence() {
        return Flux.interval(LOOK_PERIOD, timer)
                .onBackpressureDrop()
                .filter(tick -> now() - waitingSinceMs >= PATIENCE.toMillis())
                .next()
                .flatMap(tick -> Mono.error(new TeselaException(
                        FailureCode.TIMEOUT,
                        "the upload stands still for " + PATIENCE.toSeconds() + " s (expected: bytes, or their end)")));
    }

    private long now() {
        return timer.now(TimeUnit.MILLISECONDS);
    }

    /** Throws away what nobody has heard. */
    Mono<Void> discard() {
        return heard ? Mono.empty() : into(bytes -> Mono.empty());
    }

    private Mono<Void> take(byte[] bytes, Function<ByteBuffer, Mono<Void>> taker) {
        waitingSinceMs = BUSY;
        return Mono.defer(() -> taker.apply(ByteBuffer.wrap(bytes)))
                .doOnTerminate(() -> waitingSinceMs = now())
                .doOnSuccess(unused -> taken.addAndGet(bytes.length))
                .onErrorResume(Exception.class, error -> Mono.fromRunnable(() -> failure.set(error)));
    }

    private static TeselaException broken(Throwable error) {
        return new TeselaException(FailureCode.CANCELLED, "the connection broke (expected: it stays)", error);
    }

    /** Returns whether some of it is still to come, so that no other request can follow on this connection. */
    boolean open() {
        return heard && !ended;
    }

    private Mono<Void> end() {
        ended = true;
        Throwable failed = failure.get();
        return failed == null ? Mono.empty() : Mono.error(failed);
    }
}
