package io.tesela.ingest.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.ingest.job.IngestJob;
import io.tesela.ingest.job.JobDownload;
import io.tesela.ingest.job.JobInput;
import io.tesela.ingest.job.JobRegistry;
import io.tesela.ingest.job.JobView;
import java.util.Optional;
import reactor.netty.http.server.HttpServerRequest;

/** The jobs that a path names by its {@code job}. Whatever is not there is an {@link HttpRefusal}, with 404 or 409. */
final class KnownJobs {
    private final JobRegistry jobs;

    KnownJobs(JobRegistry jobs) {
        this.jobs = jobs;
    }

    JobView view(HttpServerRequest request) {
        return id(request).flatMap(jobs::view).orElseThrow(KnownJobs::unknown);
    }

    /** Returns what a job makes, of which all is kept. */
    JobDownload output(HttpServerRequest request) {
        JobView view = requireNotFailed(view(request));
        if (view.live()) {
            throw HttpRefusal.conflict(
                    "of a live video nothing is kept from its beginning on (expected: a video with an end)");
        }
        return download(view);
    }

    /** Returns what a job has made that is done. */
    JobDownload finished(HttpServerRequest request) {
        JobDownload download = output(request);
        if (!download.complete()) {
            throw HttpRefusal.conflict("the job is not done (expected: state done, see GET /jobs)");
        }
        return download;
    }

    /** Returns the video of a job as it was sent. */
    JobInput input(HttpServerRequest request) {
        JobView view = requireNotFailed(view(request));
        return jobs.find(view.status().job())
                .map(IngestJob::input)
                .filter(JobInput::there)
                .orElseThrow(KnownJobs::noInput);
    }

    /** Returns that the video of a job cannot be read. */
    private static HttpRefusal noInput() {
        return new HttpRefusal(
                HttpResponseStatus.NOT_FOUND,
                "the video as it was sent is not here (expected: a job whose \"input\" is true, see GET /jobs)");
    }

    private static JobView requireNotFailed(JobView view) {
        if (view.status().state() == JobStatus.State.FAILED) {
            throw HttpRefusal.conflict("the job failed: " + view.status().error());
        }
        return view;
    }

    /** Returns what that job makes that began last, of those that have not failed and of which all is kept. */
    JobDownload newestOutput() {
        return jobs.views().stream()
                .filter(view -> view.status().state() != JobStatus.State.FAILED && !view.live())
                .findFirst()
                .map(this::download)
                .orElseThrow(() -> new HttpRefusal(
                        HttpResponseStatus.NOT_FOUND, "there is no job with an output (expected: one)"));
    }

    private JobDownload download(JobView view) {
        return jobs.find(view.status().job()).map(IngestJob::download).orElseThrow(KnownJobs::unknown);
    }

    private static Optional<JobId> id(HttpServerRequest request) {
        return Optional.ofNullable(request.param("job")).filter(JobId::isValid).map(JobId::new);
    }

    private static HttpRefusal unknown() {
        return new HttpRefusal(
                HttpResponseStatus.NOT_FOUND,
                "there is no such job here (expected: one of those that GET /jobs tells)");
    }
}
