package io.tesela.ingest.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.tesela.ingest.http.ByteRange.Asked;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A video as an answer: all of it as it comes, or the part of it that was asked for.
 *
 * <ul>
 *   <li><b>Backpressure:</b> read no faster than it is taken, a piece at a time.
 *   <li><b>Threads:</b> the server's event loops.
 *   <li><b>Errors:</b> those of its bytes break it off.
 * </ul>
 */
final class VideoAnswer {
    private static final int SLICE_BYTES = 16 * 1024;

    private final String type;
    private final HttpServerRequest request;
    private final HttpServerResponse response;

    /** The bytes of a video; each time for one subscriber. */
    @FunctionalInterface
    interface Bytes {
        /**
         * Emits some of them.
         *
         * @param from the first one
         * @param count how many, 1 or more; at most to the end
         */
        Flux<ByteBuffer> read(long from, long count);
    }

    /** @param type of the video, as MIME says it */
    VideoAnswer(String type, HttpServerRequest request, HttpServerResponse response) {
        this.type = type;
        this.request = request;
        this.response = response;
    }

    /** Sends all of it; its length is not known: it ends when the connection says so. */
    Publisher<Void> growing(Flux<ByteBuffer> pieces) {
        return send(pieces, described());
    }

    /**
     * Sends the part that was asked for.
     *
     * @param size of the whole, 1 or more
     * @param name of these bytes, and no others
     */
    Publisher<Void> part(long size, String name, Bytes bytes) {
        String tag = "\"" + name + "\"";
        Asked asked = ByteRange.of(range(tag), size);
        if (asked.kind() == ByteRange.Kind.UNSATISFIABLE) {
            return described()
                    .status(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                    .header(HttpHeaderNames.CONTENT_RANGE, "bytes */" + size)
                    .send();
        }
        ByteRange range = asked.range().orElse(new ByteRange(0, size));
        HttpServerResponse described = described()
                .header(HttpHeaderNames.ACCEPT_RANGES, HttpHeaderValues.BYTES)
                .header(HttpHeaderNames.ETAG, tag)
                .header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(range.count()));
        if (asked.kind() == ByteRange.Kind.PART) {
            described
                    .status(HttpResponseStatus.PARTIAL_CONTENT)
                    .header(HttpHeaderNames.CONTENT_RANGE, range.contentRange(size));
        }
        return send(bytes.read(range.first(), range.count()), described);
    }

    /** A part is of this file only: who began with the growing one, which has no tag, gets all of it. */
    private @Nullable String range(String tag) {
        String of = request.requestHeaders().get(HttpHeaderNames.IF_RANGE);
        return of == null || of.equals(tag) ? request.requestHeaders().get(HttpHeaderNames.RANGE) : null;
    }

    private HttpServerResponse described() {
        return response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    }

    /** Reactor Netty takes 128 of them at once, whether its reader takes them or not: so they are small. */
    private Publisher<Void> send(Flux<ByteBuffer> pieces, HttpServerResponse described) {
        return request.method().equals(HttpMethod.HEAD)
                ? described.send()
                : described.sendByteArray(pieces.concatMapIterable(VideoAnswer::slices, 1));
    }

    private static List<byte[]> slices(ByteBuffer piece) {
        List<byte[]> slices = new ArrayList<>();
        while (piece.hasRemaining()) {
            byte[] slice = new byte[Math.min(SLICE_BYTES, piece.remaining())];
            piece.get(slice);
            slices.add(slice);
        }
        return slices;
    }
}
