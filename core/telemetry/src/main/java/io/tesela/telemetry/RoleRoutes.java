package io.tesela.telemetry;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.netty.http.server.HttpServerRequest;
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
        route(
                routes,
                "/metrics",
                request -> new HttpAnswer(HttpResponseStatus.OK, PROMETHEUS_TEXT, telemetry.scrape()));
        route(routes, "/healthz", request -> HttpAnswer.line(HttpResponseStatus.OK, "ok"));
        route(routes, "/readyz", request -> ready());
    }

    /** Answers whatever no other route took; must be added last. */
    static void refuseOthers(HttpServerRoutes routes) {
        routes.route(request -> true, (request, response) -> refusal(request).send(request, response));
    }

    private static void route(HttpServerRoutes routes, String path, Function<HttpServerRequest, HttpAnswer> answer) {
        routes.get(path, (request, response) -> answer.apply(request).send(request, response));
        routes.head(path, (request, response) -> answer.apply(request).send(request, response));
    }

    private HttpAnswer ready() {
        return readiness
                .obstacle()
                .map(obstacle -> HttpAnswer.line(HttpResponseStatus.SERVICE_UNAVAILABLE, obstacle))
                .orElseGet(() -> HttpAnswer.line(HttpResponseStatus.OK, "ready"));
    }

    private static HttpAnswer refusal(HttpServerRequest request) {
        // the path comes from outside: what is no letter of a path is not sent back, and it may not even decode
        String path = request.uri().replaceFirst("\\?.*", "").replaceAll("[^A-Za-z0-9._~/%-]", "?");
        return HttpAnswer.line(
                HttpResponseStatus.NOT_FOUND,
                request.method() + " " + path
                        + " is not served here (expected: /metrics, /healthz or /readyz; at an ingest also / and /jobs)");
    }
}
