package io.tesela.telemetry;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A whole answer to an HTTP request, small enough to be held.
 *
 * @param status of the response
 * @param contentType of the body
 * @param body in UTF-8
 */
public record HttpAnswer(HttpResponseStatus status, String contentType, String body) {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    /** Returns a line for people; the line feed is added. */
    public static HttpAnswer line(HttpResponseStatus status, String sentence) {
        return new HttpAnswer(status, TEXT, sentence + "\n");
    }

    /** Returns JSON with status 200. */
    public static HttpAnswer json(String json) {
        return new HttpAnswer(HttpResponseStatus.OK, JSON, json);
    }

    /** Sends it; without its body where the request is a HEAD. */
    public Publisher<Void> send(HttpServerRequest request, HttpServerResponse response) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpServerResponse described = response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, contentType)
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
        return request.method().equals(HttpMethod.HEAD) ? described.send() : described.sendByteArray(Mono.just(bytes));
    }
}
