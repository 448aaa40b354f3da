package io.tesela.client;

import io.tesela.client.upload.ClientRuntime;
import io.tesela.client.upload.JobWatch;
import io.tesela.client.upload.JobWishes;
import io.tesela.client.upload.ProgressListener;
import io.tesela.client.upload.ServerAddress;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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

    /**
     * How the watching ended.
     *
     * @param state in which the job is now; null: it is not known
     */
    private record End(Verdict verdict, @Nullable String state) {}

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
        End end = watch(server, job, patience, asked);
        Verdict verdict = end.verdict();
        if (json) {
            console.event(JobEvents.watched(job, end.state(), verdict));
        } else if (verdict.exitCode() != ExitCode.OK) {
            console.verdict(verdict);
        } else {
            console.success(verdict.sentence());
        }
        return verdict.exitCode();
    }

    private End watch(ServerAddress server, JobId job, Duration patience, Mono<Void> asked) {
        try (ClientRuntime runtime = ClientRuntime.create()) {
            StatusDisplay display = new StatusDisplay(console, json);
            ProgressListener losses =
                    json ? new EventDisplay(console) : new ProgressDisplay(console, console.terminal());
            Mono<End> end = new JobWatch(runtime, server, job, patience, losses)
                    .run()
                    .doOnNext(display::show)
                    .last()
                    .map(status -> end(status, display));
            return Objects.requireNonNull(Mono.firstWithSignal(end, asked.thenReturn(new End(left(job), null)))
                    .block());
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("watch failed");
            return new End(Verdict.of(e, JobWishes.NONE), null);
        }
    }

    private static End end(JobStatus last, StatusDisplay display) {
        return switch (last.state()) {
            case DONE -> {
                display.end(last);
                String how = last.attached() ? "" : "; tesela fetch " + last.job() + " --out PATH brings the result";
                yield new End(new Verdict(ExitCode.OK, "done: " + last.job() + how), nameOf(last));
            }
            case FAILED -> {
                display.end(last);
                yield new End(
                        new Verdict(ExitCode.FAILED, "job: " + last.job() + " failed: " + last.error()), nameOf(last));
            }
            default ->
                new End(new Verdict(ExitCode.OK, "done: the result of " + last.job() + " was taken"), JobEvents.GONE);
        };
    }

    private static String nameOf(JobStatus status) {
        return status.state().name().toLowerCase(Locale.ROOT);
    }

    private static Verdict left(JobId job) {
        return new Verdict(
                ExitCode.CANCELLED,
                "not watched any more: " + job + " goes on at the server; tesela cancel " + job + " ends it");
    }
}
