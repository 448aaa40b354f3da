package io.tesela.ingest.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.tesela.ingest.http.ByteRange.Asked;
import io.tesela.ingest.job.JobDownload;
import io.tesela.ingest.job.JobRegistry;
import io.tesela.telemetry.HttpAnswer;
import io.tesela.wire.ReportJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * The jobs of an ingest over HTTP: {@code /jobs}, {@code /jobs/ID}, {@code /jobs/ID/output.mp4} and {@code /jobs/ID/report.json}, for GET and
 * HEAD, and DELETE of {@code /jobs/ID}, which cancels it.
 *
 * <ul>
 *   <li><b>Backpressure:</b> a result is read no faster than it is taken, a piece at a time.
 *   <li><b>Threads:</b> the server's event loops; files are read on the scheduler of files.
 *   <li><b>Errors:</b> one sentence with 404 or 409; a result whose job fails on the way breaks off.
 * </ul>
 */
final class JobRoutes implements Consumer<HttpServerRoutes> {
    private static final String JOB = "/jobs/{job}";
    private static final String MP4 = "video/mp4";
    private static final int SLICE_BYTES = 16 * 1024;

    private final JobRegistry jobs;
    private final KnownJobs known;
    private final int mostDownloads;
    private final AtomicInteger downloads = new AtomicInteger();

    /** @param mostDownloads results that are read at once, 1 or more */
    JobRoutes(JobRegistry jobs, int mostDownloads) {
        this.jobs = jobs;
        this.known = new KnownJobs(jobs);
        this.mostDownloads = mostDownloads;
    }

    /** Returns how many results are being read. */
    int downloads() {
        return downloads.get();
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        Refusing.readable(routes, "/jobs", (request, response) -> all().send(request, response));
        Refusing.readable(routes, JOB, (request, response) -> one(request).send(request, response));
        Refusing.readable(routes, JOB + "/output.mp4", this::output);
        Refusing.readable(routes, JOB + "/report.json", this::report);
        Refusing.readable(
                routes, JOB + "/tiles", (request, response) -> tiles(request).send(request, response));
        routes.delete(JOB, Refusing.of((request, response) -> cancel(request).send(request, response)));
    }

    private HttpAnswer all() {
        return HttpAnswer.json(JobViewJson.write(jobs.views()).toString());
    }

    private HttpAnswer one(HttpServerRequest request) {
        return HttpAnswer.json(JobViewJson.write(known.view(request)).toString());
    }

    private HttpAnswer cancel(HttpServerRequest request) {
        if (!jobs.cancel(known.view(request).status().job())) {
            throw HttpRefusal.conflict("the job has ended (expected: one that works)");
        }
        return HttpAnswer.json("{\"cancelled\":true}");
    }

    private HttpAnswer tiles(HttpServerRequest request) {
        return Optional.ofNullable(known.view(request).tileMap())
                .map(tiles -> HttpAnswer.json(TileMapJson.write(tiles).toString()))
                .orElseThrow(
                        () -> HttpRefusal.conflict(
                                "of the tiles of this job nothing is known (expected: one whose video has been opened, in this life of the service)"));
    }

    private Publisher<Void> report(HttpServerRequest request, HttpServerResponse response) {
        return known.finished(request)
                .report()
                .map(report -> HttpAnswer.json(new String(ReportJson.write(report), StandardCharsets.UTF_8)))
                .onErrorReturn(NoSuchFileException.class, letGo())
                .flatMapMany(answer -> answer.send(request, response));
    }

    private Publisher<Void> output(HttpServerRequest request, HttpServerResponse response) {
        JobDownload download = known.output(request);
        if (downloads.get() >= mostDownloads) {
            throw new HttpRefusal(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "too many results are being read already (expected: at most " + mostDownloads + ")");
        }
        return Flux.from(output(download, request, response))
                .doOnSubscribe(subscription -> downloads.incrementAndGet())
                .doFinally(signal -> downloads.decrementAndGet());
    }

    private static Publisher<Void> output(
            JobDownload download, HttpServerRequest request, HttpServerResponse response) {
        return download.complete() ? finished(download, request, response) : growing(download, request, response);
    }

    /** Its length is not known: it ends when the connection says so. */
    private static Publisher<Void> growing(
            JobDownload download, HttpServerRequest request, HttpServerResponse response) {
        HttpServerResponse described = described(response);
        return isHead(request) ? described.send() : send(download.growing(), described);
    }

    private static Publisher<Void> finished(
            JobDownload download, HttpServerRequest request, HttpServerResponse response) {
        return Flux.usingWhen(download.finished(), file -> part(file, request, response), JobDownload.Finished::close)
                .onErrorResume(NoSuchFileException.class, e -> letGo().send(request, response));
    }

    private static Publisher<Void> part(
            JobDownload.Finished file, HttpServerRequest request, HttpServerResponse response) {
        long size = file.size();
        String tag = "\"" + request.param("job") + "\"";
        Asked asked = ByteRange.of(range(request, tag), size);
        if (asked.kind() == ByteRange.Kind.UNSATISFIABLE) {
            return described(response)
                    .status(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                    .header(HttpHeaderNames.CONTENT_RANGE, "bytes */" + size)
                    .send();
        }
        ByteRange range = asked.range().orElse(new ByteRange(0, size));
        HttpServerResponse described = described(response)
                .header(HttpHeaderNames.ACCEPT_RANGES, HttpHeaderValues.BYTES)
                .header(HttpHeaderNames.ETAG, tag)
                .header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(range.count()));
        if (asked.kind() == ByteRange.Kind.PART) {
            described
                    .status(HttpResponseStatus.PARTIAL_CONTENT)
                    .header(HttpHeaderNames.CONTENT_RANGE, range.contentRange(size));
        }
        if (isHead(request)) {
            return described.send();
        }
        return send(file.read(range.first(), range.count()), described);
    }

    /** A part is of this file only: who began with the growing one, which has no tag, gets all of it. */
    private static @Nullable String range(HttpServerRequest request, String tag) {
        String of = request.requestHeaders().get(HttpHeaderNames.IF_RANGE);
        return of == null || of.equals(tag) ? request.requestHeaders().get(HttpHeaderNames.RANGE) : null;
    }

    private static HttpServerResponse described(HttpServerResponse response) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, MP4)
                .header(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    }

    /** Reactor Netty takes 128 of them at once, whether its reader takes them or not: so they are small. */
    private static Publisher<Void> send(Flux<ByteBuffer> pieces, HttpServerResponse response) {
        return response.sendByteArray(pieces.concatMapIterable(JobRoutes::slices, 1));
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

    private static boolean isHead(HttpServerRequest request) {
        return request.method().equals(HttpMethod.HEAD);
    }

    private static HttpAnswer letGo() {
        return HttpAnswer.line(
                HttpResponseStatus.NOT_FOUND, "the result has just been let go (expected: one that is still here)");
    }
}
