package io.tesela.ingest.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.tesela.ingest.http.EventHistory.Event;
import io.tesela.telemetry.HttpAnswer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
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
public final class EventRoute implements Consumer<HttpServerRoutes> {
    /** How long a browser waits before it comes back. */
    private static final String RETRY = "retry: 1000\n\n";

    /** Some proxies close what says nothing but events that they hold back; a comment is passed on. */
    private static final int HEARTBEAT_EVENTS = 15;

    /** Of the connections that {@link io.tesela.telemetry.RoleHttpConfig} lets in, so many are left for everything else. */
    private static final int MOST_LISTENERS = 224;

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final LiveEvents events;
    private final int mostListeners;
    private final AtomicInteger listeners = new AtomicInteger();

    public EventRoute(LiveEvents events) {
        this(events, MOST_LISTENERS);
    }

    /** @param mostListeners at once, 1 or more */
    EventRoute(LiveEvents events, int mostListeners) {
        this.events = events;
        this.mostListeners = mostListeners;
    }

    /** Returns how many listen. */
    public int listeners() {
        return listeners.get();
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        routes.get("/events", this::stream);
    }

    private Publisher<Void> stream(HttpServerRequest request, HttpServerResponse response) {
        if (listeners.incrementAndGet() > mostListeners) {
            listeners.decrementAndGet();
            return HttpAnswer.line(
                            HttpResponseStatus.SERVICE_UNAVAILABLE,
                            "too many listen already (expected: at most " + mostListeners + ")")
                    .send(request, response);
        }
        return response.sse()
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .sendString(texts(lastEventId(request)).doFinally(signal -> listeners.decrementAndGet()));
    }

    private Flux<String> texts(long lastEventId) {
        return Flux.just(RETRY).concatWith(events.after(lastEventId).map(EventRoute::text));
    }

    private static String text(Event event) {
        String heartbeat = event.id() % HEARTBEAT_EVENTS == 0 ? ": heartbeat\n" : "";
        return heartbeat + "id: " + event.id() + "\nevent: " + event.name() + "\ndata: " + event.json() + "\n\n";
    }

    private static long lastEventId(HttpServerRequest request) {
        String id = request.requestHeaders().get(LAST_EVENT_ID, "");
        return id.matches("\\d{1,18}") ? Long.parseLong(id) : 0;
    }
}
