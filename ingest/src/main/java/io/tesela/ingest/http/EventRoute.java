package io.tesela.ingest.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.tesela.ingest.http.EventHistory.Event;
import io.tesela.telemetry.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * {@code /events}: a stream of server-sent events, each with its number; who names the last one it has in {@code Last-Event-ID} gets those after
 * it.
 *
 * <ul>
 *   <li><b>Backpressure:</b> of each listener Reactor Netty takes 128 events, and no more while it does not read; it then misses what goes out of
 *       the history meanwhile. One listener too many is refused.
 *   <li><b>Threads:</b> the server's event loops.
 *   <li><b>Source:</b> the HTML standard, 9.2 (server-sent events).
 * </ul>
 */
final class EventRoute implements Consumer<HttpServerRoutes> {
    /** How long a browser waits before it comes back. */
    private static final String RETRY = "retry: 1000\n\n";

    /** One that has taken nothing for so long has gone, or may as well. */
    private static final Duration STALL = Duration.ofSeconds(30);

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final LiveEvents events;
    private final int mostListeners;
    private final AtomicInteger listeners = new AtomicInteger();

    /** @param mostListeners at once, 1 or more */
    EventRoute(LiveEvents events, int mostListeners) {
        this.events = events;
        this.mostListeners = mostListeners;
    }

    /** Returns how many listen. */
    int listeners() {
        return listeners.get();
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        routes.get("/events", this::stream);
    }

    private Publisher<Void> stream(HttpServerRequest request, HttpServerResponse response) {
        if (listeners.get() >= mostListeners) {
            return HttpAnswer.line(
                            HttpResponseStatus.SERVICE_UNAVAILABLE,
                            "too many listen already (expected: at most " + mostListeners + ")")
                    .send(request, response);
        }
        return response.withConnection(EventRoute::endIfStalled)
                .sse()
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .send(texts(lastEventId(request)).transform(this::counted));
    }

    /** It comes back by itself, and goes on where it was. */
    private static void endIfStalled(Connection connection) {
        connection.addHandlerLast(new WriteTimeoutHandler(STALL.toSeconds(), TimeUnit.SECONDS));
    }

    /** From when it listens, not from when it asks: a connection may be gone by then. */
    private Flux<ByteBuf> counted(Flux<ByteBuf> texts) {
        return texts.doOnSubscribe(subscription -> listeners.incrementAndGet())
                .doFinally(signal -> listeners.decrementAndGet());
    }

    private Flux<ByteBuf> texts(long lastEventId) {
        return Flux.just(RETRY)
                .map(text -> Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII))
                .concatWith(events.after(lastEventId).map(EventRoute::wrapped));
    }

    /** Not copied: all listeners are sent the same bytes. */
    private static ByteBuf wrapped(Event event) {
        return Unpooled.wrappedBuffer(event.bytes().duplicate());
    }

    private static long lastEventId(HttpServerRequest request) {
        String id = request.requestHeaders().get(LAST_EVENT_ID, "");
        return id.matches("\\d{1,18}") ? Long.parseLong(id) : 0;
    }
}
