package io.tesela.ingest.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.tesela.ingest.job.JobDownload;
import io.tesela.ingest.job.JobInput;
import io.tesela.ingest.job.JobRegistry;
import io.tesela.telemetry.HttpAnswer;
import io.tesela.wire.ReportJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * The jobs of an ingest over HTTP: {@code /jobs}, {@code /jobs/ID}, {@code /jobs/ID/output.mp4}, {@code /jobs/ID/input}, {@code /jobs/ID/report.json} and
 * {@code /jobs/ID/tiles}, for GET and HEAD, and DELETE of {@code /jobs/ID}, which cancels it.
 *
 * <ul>
 *   <li><b>Backpressure:</b> see {@link VideoAnswer}.
 *   <li><b>Threads:</b> the server's event loops; files are read on the scheduler of files.
 *   <li><b>Errors:</b> one sentence with 404 or 409; a video whose job fails on the way breaks off.
 * </ul>
 */
final class JobRoutes implements Consumer<HttpServerRoutes> {
    private static final String JOB = "/jobs/{job}";

    private final JobRegistry jobs;
    private final KnownJobs known;
    private final Downloads downloads;

    JobRoutes(JobRegistry jobs, Downloads downloads) {
        this.jobs = jobs;
        this.known = new KnownJobs(jobs);
        this.downloads = downloads;
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        Refusing.readable(routes, "/jobs", (request, response) -> all().send(request, response));
        Refusing.readable(routes, JOB, (request, response) -> one(request).send(request, response));
        Refusing.readable(routes, JOB + "/output.mp4", this::output);
        Refusing.readable(routes, JOB + "/input", this::input);
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
            throw HttpRefusal.conflict(
                    "the job has failed, or its client takes its result (expected: one that works, or a result that waits)");
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
                .onErrorReturn(NoSuchFileException.class, letGo().answer())
                .flatMapMany(answer -> answer.send(request, response));
    }

    private Publisher<Void> output(HttpServerRequest request, HttpServerResponse response) {
        JobDownload download = known.output(request);
        return inPlace(request, response, () -> {
            VideoAnswer answer = new VideoAnswer(VideoType.MP4.mime(), request, response);
            return download.complete() ? finished(download, answer, request) : answer.growing(download.growing());
        });
    }

    private static Publisher<Void> finished(JobDownload download, VideoAnswer answer, HttpServerRequest request) {
        return Flux.usingWhen(
                download.finished().onErrorMap(JobRoutes::notOpened),
                file -> answer.part(file.size(), String.valueOf(request.param("job")), file::read),
                JobDownload.Finished::close);
    }

    private Publisher<Void> input(HttpServerRequest request, HttpServerResponse response) {
        JobInput input = known.input(request);
        return inPlace(
                request,
                response,
                () -> Flux.usingWhen(
                        input.open().onErrorMap(JobRoutes::notOpened),
                        open -> input(open, request, response),
                        JobInput.Open::close));
    }

    /** From others: nothing in it is to be taken for a page of ours. */
    private static Publisher<Void> input(JobInput.Open open, HttpServerRequest request, HttpServerResponse response) {
        response.header(HttpHeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
                .header("X-Content-Type-Options", "nosniff");
        VideoAnswer answer = new VideoAnswer(VideoType.of(open.head()).mime(), request, response);
        // Of nothing there is no part.
        return open.size().orElse(0) > 0
                ? answer.part(open.size().getAsLong(), request.param("job") + "-input", open::read)
                : answer.growing(open.growing());
    }

    /** Has a place taken as long as the answer takes; what is refused before its first byte is answered, anything else breaks it off. */
    private Publisher<Void> inPlace(
            HttpServerRequest request, HttpServerResponse response, Supplier<Publisher<Void>> answer) {
        return Flux.using(downloads::take, place -> answer.get(), Downloads.Place::leave)
                .onErrorResume(HttpRefusal.class, refusal -> refusal.answer().send(request, response));
    }

    private static HttpRefusal notOpened(Throwable error) {
        return error instanceof NoSuchFileException ? letGo() : HttpRefusal.of(error);
    }

    private static HttpRefusal letGo() {
        return new HttpRefusal(
                HttpResponseStatus.NOT_FOUND, "it has just been let go (expected: a job whose files are still here)");
    }
}
