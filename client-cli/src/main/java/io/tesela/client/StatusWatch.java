package io.tesela.client;

import io.tesela.client.upload.ClientRuntime;
import io.tesela.client.upload.JobWatch;
import io.tesela.client.upload.JobWishes;
import io.tesela.client.upload.ProgressListener;
import io.tesela.client.upload.ServerAddress;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One job that a person watches until it ends; the rim of the client, where waiting is allowed.
 *
 * <p><b>Threads:</b> {@link #run} blocks.
 */
final class StatusWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWatch.class);

    private final Console console;
    private final boolean json;

    /** @param json whether a program watches */
    StatusWatch(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /**
     * Shows how the job goes on and returns the exit code once it has ended, or {@code asked} completes; prints at most one
     * sentence about what went wrong.
     *
     * @param patience how long the server may be away
     */
    int run(ServerAddress server, JobId job, Duration patience, Mono<Void> asked) {
        Verdict verdict = watch(server, job, patience, asked);
        if (verdict.exitCode() != ExitCode.OK) {
            console.verdict(verdict);
        } else {
            console.success(verdict.sentence());
        }
        return verdict.exitCode();
    }

    private Verdict watch(ServerAddress server, JobId job, Duration patience, Mono<Void> asked) {
        try (ClientRuntime runtime = ClientRuntime.create()) {
            StatusDisplay display = new StatusDisplay(console, json);
            ProgressListener losses =
                    json ? new EventDisplay(console) : new ProgressDisplay(console, console.terminal());
            Mono<Verdict> end = new JobWatch(runtime, server, job, patience, losses)
                    .run()
                    .doOnNext(display::show)
                    .last()
                    .map(status -> verdict(status, display));
            return Objects.requireNonNull(
                    Mono.firstWithSignal(end, asked.thenReturn(left(job))).block());
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("watch failed");
            return Verdict.of(e, JobWishes.NONE);
        }
    }

    private static Verdict verdict(JobStatus last, StatusDisplay display) {
        return switch (last.state()) {
            case DONE -> {
                display.end(last);
                String how = last.attached() ? "" : "; tesela fetch " + last.job() + " --out PATH brings the result";
                yield new Verdict(ExitCode.OK, "done: " + last.job() + how);
            }
            case FAILED -> {
                display.end(last);
                yield new Verdict(ExitCode.FAILED, "job: " + last.job() + " failed: " + last.error());
            }
            default -> new Verdict(ExitCode.OK, "done: the result of " + last.job() + " was taken");
        };
    }

    private static Verdict left(JobId job) {
        return new Verdict(
                ExitCode.CANCELLED,
                "not watched any more: " + job + " goes on at the server; tesela cancel " + job + " ends it");
    }
}
