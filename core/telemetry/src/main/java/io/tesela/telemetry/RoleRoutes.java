package io.tesela.telemetry;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * The routes of every role: {@code /metrics}, {@code /healthz} and {@code /readyz}, for GET and HEAD.
 *
 * <p>{@code /healthz} says that the process lives, {@code /readyz} that it can work: 200, or 503 with the reason in one line.
 *
 * <ul>
 *   <li><b>Backpressure:</b> one answer a request, tens of KiB; nothing is kept between requests.
 *   <li><b>Threads:</b> the server's event loops; a scrape asks every gauge there, so none may wait.
 * </ul>
 */
public final class RoleRoutes implements Consumer<HttpServerRoutes> {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Telemetry telemetry;
    private final Readiness readiness;

    /** @param telemetry shown by {@code /metrics}; the caller closes it */
    public RoleRoutes(Telemetry telemetry, Readiness readiness) {
        this.telemetry = telemetry;
        this.readiness = readiness;
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        route(routes, "/metrics", request -> new Answer(HttpResponseStatus.OK, PROMETHEUS_TEXT, telemetry.scrape()));
        route(routes, "/healthz", request -> new Answer(HttpResponseStatus.OK, TEXT, "ok\n"));
        route(routes, "/readyz", request -> ready());
    }

    /** Answers whatever no other route took; must be added last. */
    static void refuseOthers(HttpServerRoutes routes) {
        routes.route(request -> true, (request, response) -> send(request, response, refusal(request)));
    }

    private static void route(HttpServerRoutes routes, String path, Function<HttpServerRequest, Answer> answer) {
        routes.get(path, (request, response) -> send(request, response, answer.apply(request)));
        routes.head(path, (request, response) -> send(request, response, answer.apply(request)));
    }

    private Answer ready() {
        Optional<String> obstacle = readiness.obstacle();
        return obstacle.isEmpty()
                ? new Answer(HttpResponseStatus.OK, TEXT, "ready\n")
                : new Answer(HttpResponseStatus.SERVICE_UNAVAILABLE, TEXT, obstacle.get() + "\n");
    }

    private static Answer refusal(HttpServerRequest request) {
        // the path comes from outside: what is no letter of a path is not sent back, and it may not even decode
        String path = request.uri().replaceFirst("\\?.*", "").replaceAll("[^A-Za-z0-9._~/%-]", "?");
        return new Answer(
                HttpResponseStatus.NOT_FOUND,
                TEXT,
                request.method() + " " + path + " is not served here (try GET /metrics, /healthz or /readyz)\n");
    }

    private static Publisher<Void> send(HttpServerRequest request, HttpServerResponse response, Answer answer) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        HttpServerResponse described = response.status(answer.status())
                .header(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        return request.method().equals(HttpMethod.HEAD) ? described.send() : described.sendByteArray(Mono.just(body));
    }

    private record Answer(HttpResponseStatus status, String contentType, String body) {}
}
