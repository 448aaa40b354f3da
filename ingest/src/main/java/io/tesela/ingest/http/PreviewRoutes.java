package io.tesela.ingest.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.tesela.ingest.job.JobDownload;
import io.tesela.ingest.preview.PreviewDesk;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Pictures of what jobs make: {@code /jobs/ID/frame/N} and {@code /jobs/ID/preview.gif}; {@code /frame/N} and {@code /gif} of the newest job. With
 * {@code ?width=N} at most so wide.
 *
 * <ul>
 *   <li><b>Backpressure:</b> made a few at a time, see {@link PreviewDesk}; a picture is held whole.
 *   <li><b>Threads:</b> the server's event loops; pictures are made elsewhere.
 *   <li><b>Errors:</b> one sentence with 400, 404, 409 or 503.
 * </ul>
 */
final class PreviewRoutes implements Consumer<HttpServerRoutes> {
    private static final int WIDEST = 8192;
    private static final int GIF_SIDE = 320;
    /** Sixty frames are held, four bytes a pixel. */
    private static final int LONGEST_GIF_SIDE = 640;

    private static final String FRAME = "image/jpeg";
    private static final String GIF = "image/gif";
    /** Jobs have names of their own, and frames that are made do not change. */
    private static final String FOR_EVER = "private, max-age=86400, immutable";

    private static final String NOT_AT_ALL = "no-store";

    private final KnownJobs known;
    private final PreviewDesk desk;

    PreviewRoutes(KnownJobs known, PreviewDesk desk) {
        this.known = known;
        this.desk = desk;
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        Refusing.readable(
                routes,
                "/jobs/{job}/frame/{frame}",
                (request, response) -> frame(known.output(request), FOR_EVER, request, response));
        Refusing.readable(
                routes,
                "/frame/{frame}",
                (request, response) -> frame(known.newestOutput(), NOT_AT_ALL, request, response));
        Refusing.readable(routes, "/jobs/{job}/preview.gif", (request, response) -> {
            JobDownload output = known.output(request);
            return gif(output, output.complete() ? FOR_EVER : NOT_AT_ALL, request, response);
        });
        Refusing.readable(
                routes, "/gif", (request, response) -> gif(known.newestOutput(), NOT_AT_ALL, request, response));
    }

    private Publisher<Void> frame(
            JobDownload output, String caching, HttpServerRequest request, HttpServerResponse response) {
        long number = WholeNumber.of("frame", request.param("frame"), 0, Long.MAX_VALUE);
        int width = width(request, WIDEST, WIDEST);
        PreviewDesk.Making making = maker -> output.read((file, bytes) -> maker.jpeg(file, bytes, number, width))
                .orElseThrow(
                        () -> notThere("frame " + number + " is not there (expected: one that is encoded, from 0)"));
        return send(making, FRAME, caching, request, response);
    }

    private Publisher<Void> gif(
            JobDownload output, String caching, HttpServerRequest request, HttpServerResponse response) {
        int side = width(request, GIF_SIDE, LONGEST_GIF_SIDE);
        PreviewDesk.Making making = maker -> output.read((file, bytes) -> maker.gif(file, bytes, side))
                .orElseThrow(() -> notThere("no frame is there (expected: one that is encoded)"));
        return send(making, GIF, caching, request, response);
    }

    private Publisher<Void> send(
            PreviewDesk.Making making,
            String type,
            String caching,
            HttpServerRequest request,
            HttpServerResponse response) {
        return desk.order(making)
                .onErrorMap(
                        NoSuchFileException.class,
                        error -> notThere("the result has just been let go (expected: one that is here)"))
                .<Answer>map(picture -> () -> send(picture, type, caching, request, response))
                .onErrorResume(
                        Exception.class,
                        error -> Mono.just(() -> HttpRefusal.of(error).answer().send(request, response)))
                .flatMapMany(Answer::send);
    }

    /** What is sent, once that is known: a picture, or why there is none. */
    private interface Answer {
        Publisher<Void> send();
    }

    private static Publisher<Void> send(
            byte[] picture, String type, String caching, HttpServerRequest request, HttpServerResponse response) {
        HttpServerResponse described = response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(picture.length))
                .header(HttpHeaderNames.CACHE_CONTROL, caching);
        return request.method().equals(HttpMethod.HEAD)
                ? described.send()
                : described.sendByteArray(Mono.just(picture));
    }

    private static int width(HttpServerRequest request, int otherwise, int most) {
        List<String> asked = new QueryStringDecoder(request.uri()).parameters().getOrDefault("width", List.of());
        return asked.isEmpty() ? otherwise : (int) WholeNumber.of("width", asked.get(0), 2, most);
    }

    private static HttpRefusal notThere(String sentence) {
        return new HttpRefusal(HttpResponseStatus.NOT_FOUND, sentence);
    }
}
