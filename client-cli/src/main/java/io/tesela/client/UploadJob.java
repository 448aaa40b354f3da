package io.tesela.client;

import io.tesela.client.upload.ClientRuntime;
import io.tesela.client.upload.ProgressListener;
import io.tesela.client.upload.UploadClient;
import io.tesela.client.upload.UploadOutcome;
import io.tesela.client.upload.UploadProgress;
import io.tesela.client.upload.UploadRequest;
import io.tesela.client.upload.UploadTarget;
import io.tesela.domain.job.JobId;
import io.tesela.domain.report.JobReport;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One upload in front of a person: shows progress and the summary, and ends with an exit code. The rim of the client, where
 * waiting is allowed.
 *
 * <p><b>Threads:</b> {@link #run} blocks.
 */
public final class UploadJob {
    private static final Logger LOG = LoggerFactory.getLogger(UploadJob.class);
    /** A server that does not answer and a disk that does not delete may hold up our end this long. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Console console;
    private final DisplayOptions options;

    /** @param console takes progress, the summary, and what went wrong */
    public UploadJob(Console console, DisplayOptions options) {
        this.console = console;
        this.options = options;
    }

    /**
     * Uploads, waits for the result and returns the exit code once all is closed; prints at most one sentence about what went
     * wrong.
     *
     * @param cancelled completes when the job is to be cancelled
     */
    public int run(UploadRequest request, Mono<Void> cancelled) {
        Verdict verdict = request.complaint()
                .map(complaint -> new Verdict(ExitCode.USAGE, complaint))
                .orElseGet(() -> upload(request, cancelled));
        if (!verdict.sentence().isEmpty()) {
            console.verdict(verdict);
        }
        return verdict.exitCode();
    }

    private Verdict upload(UploadRequest request, Mono<Void> cancelled) {
        if (request.wishes().live() && !options.quiet()) {
            console.line(
                    "live: Ctrl-C ends the video and finishes the result; if the server dies, the job cannot be resumed");
        }
        Watcher watcher = new Watcher(progressListener());
        try (ClientRuntime runtime = ClientRuntime.create()) {
            UploadClient client = new UploadClient(runtime);
            Mono<UploadOutcome> upload = request.wishes().live()
                    ? client.upload(request, watcher, cancelled)
                            .takeUntilOther(cancelled.then(Mono.defer(watcher::notBegun)))
                    : client.upload(request, watcher).takeUntilOther(cancelled);
            return outcome(upload, watcher)
                    .map(outcome -> verdict(outcome, request))
                    .orElse(Verdict.CANCELLED);
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("upload failed");
            return Verdict.of(e, request.wishes());
        }
    }

    /** Returns the outcome once all is closed; empty if the job was cancelled. */
    private static Optional<UploadOutcome> outcome(Mono<UploadOutcome> upload, Watcher watcher) {
        try {
            return upload.blockOptional();
        } finally {
            await(watcher.ended);
        }
    }

    private ProgressListener progressListener() {
        if (options.quiet()) {
            return new ProgressListener() {};
        }
        // A log on standard error would be torn by a line that is redrawn.
        return options.json()
                ? new EventDisplay(console)
                : new ProgressDisplay(console, console.terminal() && !options.verbose());
    }

    private Verdict verdict(UploadOutcome outcome, UploadRequest request) {
        if (outcome instanceof UploadOutcome.LeftBehind left) {
            return leftBehind(left.job());
        }
        noteMissingPreview(request.target());
        return summary((UploadOutcome.Finished) outcome, request.wishes().live());
    }

    /** A server makes one if it can: no job fails for it. */
    private void noteMissingPreview(UploadTarget target) {
        if (target instanceof UploadTarget.ToFile file && file.preview() != null && Files.notExists(file.preview())) {
            console.line("note: " + file.preview() + " was not made: the server could not (the result is complete)");
        }
    }

    /** The id is the result of this command: a script may want it. */
    private Verdict leftBehind(JobId job) {
        console.result((options.json() ? "{\"job\":\"" + job + "\"}" : job.toString()) + "\n");
        if (options.json() && !options.quiet()) {
            console.event(JobEvents.detached(job));
        } else if (!options.quiet()) {
            console.success("detached: " + job + " goes on at the server; tesela status " + job
                    + " tells how far it is, tesela fetch " + job + " --out PATH brings the result");
        }
        return new Verdict(ExitCode.OK, "");
    }

    private Verdict summary(UploadOutcome.Finished outcome, boolean live) {
        JobReport report = outcome.report();
        if (options.json()) {
            console.result(outcome.reportJson());
        }
        if (!options.quiet()) {
            tell(outcome, report);
        }
        return Verdict.of(outcome, live, options.maxDegraded());
    }

    private void tell(UploadOutcome.Finished outcome, JobReport report) {
        if (options.json()) {
            console.event(JobEvents.done(report));
        } else {
            FidelityLines.of(report.fidelity()).forEach(console::line);
            console.success(String.format(
                    Locale.ROOT,
                    "done: %s (%d frames, %s, %d degraded) in %.1f s, %.1f fps",
                    report.outputPath(),
                    report.frames().encoded(),
                    ProgressLine.megabytes(report.output().bytes()),
                    report.tileCounts().degraded(),
                    outcome.took().toMillis() / 1000.0,
                    report.fpsOut()));
        }
    }

    private static void await(CountDownLatch ended) {
        try {
            if (!ended.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("bound", CLOSING).log("the end of the upload is not waited for any longer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Passes progress on and knows when all is closed. */
    private static final class Watcher implements ProgressListener {
        private final ProgressListener shown;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean begun;

        Watcher(ProgressListener shown) {
            this.shown = shown;
        }

        /** Completes if nothing of the video has been sent, else never. */
        Mono<Void> notBegun() {
            return begun ? Mono.never() : Mono.empty();
        }

        @Override
        public void accepted(JobId job) {
            LOG.atInfo().addKeyValue("jobId", job).log("job accepted");
            shown.accepted(job);
        }

        @Override
        public void advised(String advice) {
            shown.advised(advice);
        }

        @Override
        public void reconnecting(String reason, Duration pause) {
            LOG.atInfo()
                    .addKeyValue("reason", reason)
                    .addKeyValue("pause", pause)
                    .log("connection lost");
            shown.reconnecting(reason, pause);
        }

        @Override
        public void progress(UploadProgress progress) {
            begun |= progress.uploaded() > 0;
            shown.progress(progress);
        }

        @Override
        public void ended() {
            shown.ended();
            ended.countDown();
        }
    }
}
