package io.tesela.ingest.http;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * What a request brings, read to its end whatever becomes of it: a browser hears no answer before it has sent everything.
 *
 * <ul>
 *   <li><b>Backpressure:</b> some bytes are read when those before them have been taken; the sender meets TCP meanwhile.
 *   <li><b>Threads:</b> of the connection.
 * </ul>
 */
final class RequestBody {
    private final HttpServerRequest request;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicLong taken = new AtomicLong();
    private volatile boolean heard;

    RequestBody(HttpServerRequest request) {
        this.request = request;
    }

    /** Returns how many bytes have been taken. */
    long taken() {
        return taken.get();
    }

    /** Gives all of it to a taker, some bytes at a time; when one fails, the rest is thrown away, and then this fails. */
    Mono<Void> into(Function<ByteBuffer, Mono<Void>> taker) {
        heard = true;
        return request.receive()
                .asByteArray()
                .onErrorMap(RequestBody::broken)
                .concatMap(bytes -> failure.get() == null ? take(bytes, taker) : Mono.empty(), 1)
                .then(Mono.defer(this::end));
    }

    /** Throws away what nobody has heard. */
    Mono<Void> discard() {
        return heard ? Mono.empty() : into(bytes -> Mono.empty());
    }

    private Mono<Void> take(byte[] bytes, Function<ByteBuffer, Mono<Void>> taker) {
        return Mono.defer(() -> taker.apply(ByteBuffer.wrap(bytes)))
                .doOnSuccess(unused -> taken.addAndGet(bytes.length))
                .onErrorResume(Exception.class, error -> Mono.fromRunnable(() -> failure.set(error)));
    }

    private static TeselaException broken(Throwable error) {
        return new TeselaException(FailureCode.CANCELLED, "the connection broke (expected: it stays)", error);
    }

    private Mono<Void> end() {
        Throwable failed = failure.get();
        return failed == null ? Mono.empty() : Mono.error(failed);
    }
}
