package io.tesela.ingest.http;

import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** Handlers that may throw an {@link HttpRefusal}, which is then the answer. */
final class Refusing {
    private Refusing() {}

    /** Answers a request, or throws why not. */
    interface Handler {
        Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response);
    }

    /** Routes both methods that change nothing. */
    static void readable(HttpServerRoutes routes, String path, Handler handler) {
        routes.get(path, of(handler));
        routes.head(path, of(handler));
    }

    static BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> of(Handler handler) {
        return (request, response) -> answer(handler, request, response);
    }

    private static Publisher<Void> answer(Handler handler, HttpServerRequest request, HttpServerResponse response) {
        try {
            return handler.answer(request, response);
        } catch (HttpRefusal refusal) {
            return refusal.answer().send(request, response);
        }
    }
}
