package io.tesela.ingest.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.tesela.domain.job.JobId;
import java.net.InetSocketAddress;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * {@link Uploads} by the protocol tus: {@code POST /uploads} begins one, {@code PATCH /uploads/ID} brings some of it, {@code HEAD} tells how much is
 * here, {@code DELETE} cancels it, {@code OPTIONS} says what of the protocol there is.
 *
 * <ul>
 *   <li><b>Threads:</b> the server's event loops; never blocks.
 *   <li><b>Errors:</b> one sentence, as soon as the request has come to its end; 412 for other versions of the protocol.
 *   <li><b>Source:</b> <a href="https://tus.io/protocols/resumable-upload">tus 1.0.0</a>, with the extensions creation and termination.
 * </ul>
 */
final class UploadRoutes implements Consumer<HttpServerRoutes> {
    private static final String UPLOADS = "/uploads";
    private static final String UPLOAD = UPLOADS + "/{job}";
    private static final Pattern PATH = Pattern.compile(UPLOADS + "/([^/?]+)(\\?.*)?");
    private static final String VERSION = "1.0.0";
    private static final String PROTOCOL = "Tus-Resumable";
    private static final String VERSIONS = "Tus-Version";
    private static final String OFFSET = "Upload-Offset";
    private static final String LENGTH = "Upload-Length";
    private static final String METADATA = "Upload-Metadata";
    private static final String OVERRIDE = "X-HTTP-Method-Override";
    private static final String PART = "application/offset+octet-stream";

    private final Uploads uploads;
    private final Scheduler timer;
    private final long mostBytes;

    /**
     * @param timer measures how long a client is silent
     * @param mostBytes that an upload may have
     */
    UploadRoutes(Uploads uploads, Scheduler timer, long mostBytes) {
        this.uploads = uploads;
        this.timer = timer;
        this.mostBytes = mostBytes;
    }

    /** Serves a request: describes the response that says so, or fails with why not. */
    private interface Serving {
        Mono<HttpServerResponse> serve(HttpServerRequest request, RequestBody body, HttpServerResponse response);
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        routes.options(UPLOADS, (request, response) -> describe(response));
        routes.options(UPLOAD, (request, response) -> describe(response));
        routes.post(UPLOADS, answering(this::begin));
        routes.head(UPLOAD, answering(this::tell));
        routes.delete(UPLOAD, answering(this::cancel));
        routes.post(UPLOAD, answering(this::overridden));
        routes.route(UploadRoutes::isPart, answering(this::bring));
    }

    private static boolean isPart(HttpServerRequest request) {
        return request.method().equals(HttpMethod.PATCH)
                && PATH.matcher(request.uri()).matches();
    }

    private BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> answering(Serving serving) {
        return (request, response) -> answer(serving, request, response);
    }

    private Mono<Void> answer(Serving serving, HttpServerRequest request, HttpServerResponse response) {
        RequestBody body = new RequestBody(request.receive(), timer);
        response.header(PROTOCOL, VERSION).header(HttpHeaderNames.CACHE_CONTROL, "no-store");
        return Mono.defer(() -> serving.serve(checked(request, response), body, response))
                .flatMap(described -> heardOut(body, described.send()))
                .onErrorResume(
                        Exception.class,
                        error -> heardOut(
                                body, HttpRefusal.of(error).answer().send(request, response.keepAlive(!body.open()))));
    }

    /** A browser hears no answer before it has sent everything. */
    private static Mono<Void> heardOut(RequestBody body, Publisher<Void> answer) {
        return body.discard().then(Mono.from(answer));
    }

    private static HttpServerRequest checked(HttpServerRequest request, HttpServerResponse response) {
        String version = header(request, PROTOCOL);
        if (VERSION.equals(version)) {
            return request;
        }
        response.header(VERSIONS, VERSION);
        throw new HttpRefusal(
                HttpResponseStatus.PRECONDITION_FAILED,
                PROTOCOL + ": " + (version == null ? "missing" : version) + " (expected: " + VERSION + ")");
    }

    private Publisher<Void> describe(HttpServerResponse response) {
        return response.status(HttpResponseStatus.NO_CONTENT)
                .header(PROTOCOL, VERSION)
                .header(VERSIONS, VERSION)
                .header("Tus-Extension", "creation,termination")
                .header("Tus-Max-Size", Long.toString(mostBytes))
                .send();
    }

    private Mono<HttpServerResponse> begin(HttpServerRequest request, RequestBody body, HttpServerResponse response) {
        long size = WholeNumber.of(LENGTH, header(request, LENGTH), 1, Long.MAX_VALUE);
        String metadata = header(request, METADATA);
        UploadMetadata wishes = metadata == null ? UploadMetadata.NONE : UploadMetadata.parse(metadata);
        return uploads.begin(wishes.handshake(size), client(request))
                .map(job -> response.status(HttpResponseStatus.CREATED)
                        .header(HttpHeaderNames.LOCATION, UPLOADS + "/" + job)
                        .header(HttpHeaderNames.CONTENT_LENGTH, "0"));
    }

    private Mono<HttpServerResponse> tell(HttpServerRequest request, RequestBody body, HttpServerResponse response) {
        return uploads.standing(job(request), client(request))
                .map(standing -> response.header(OFFSET, Long.toString(standing.offset()))
                        .header(LENGTH, Long.toString(standing.size()))
                        .header(METADATA, standing.metadata())
                        .header(HttpHeaderNames.CONTENT_LENGTH, "0"));
    }

    private Mono<HttpServerResponse> bring(HttpServerRequest request, RequestBody body, HttpServerResponse response) {
        if (!PART.equals(header(request, HttpHeaderNames.CONTENT_TYPE.toString()))) {
            throw new HttpRefusal(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type: another (expected: " + PART + ")");
        }
        return uploads.bring(
                        job(request),
                        WholeNumber.of(OFFSET, header(request, OFFSET), 0, Long.MAX_VALUE),
                        body,
                        client(request))
                .map(here -> response.status(HttpResponseStatus.NO_CONTENT).header(OFFSET, Long.toString(here)));
    }

    private Mono<HttpServerResponse> cancel(HttpServerRequest request, RequestBody body, HttpServerResponse response) {
        return Mono.fromSupplier(() -> {
            uploads.cancel(job(request));
            return response.status(HttpResponseStatus.NO_CONTENT);
        });
    }

    /** Of a client that may use no other methods than GET and POST. */
    private Mono<HttpServerResponse> overridden(
            HttpServerRequest request, RequestBody body, HttpServerResponse response) {
        String method = String.valueOf(header(request, OVERRIDE));
        return switch (method) {
            case "PATCH" -> bring(request, body, response);
            case "DELETE" -> cancel(request, body, response);
            case "HEAD" -> tell(request, body, response);
            default -> throw HttpRefusal.badRequest(OVERRIDE + ": " + method + " (expected: PATCH, DELETE or HEAD)");
        };
    }

    private static JobId job(HttpServerRequest request) {
        Matcher path = PATH.matcher(request.uri());
        if (!path.matches() || !JobId.isValid(path.group(1))) {
            throw Uploads.unknown();
        }
        return new JobId(path.group(1));
    }

    /** Its jobs are counted together with those that come from the same address over TCP. */
    private static String client(HttpServerRequest request) {
        InetSocketAddress remote = request.remoteAddress();
        return remote == null || remote.getAddress() == null
                ? ""
                : remote.getAddress().getHostAddress();
    }

    private static @Nullable String header(HttpServerRequest request, String name) {
        return request.requestHeaders().get(name);
    }
}
