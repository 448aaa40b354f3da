package io.tesela.client.upload;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Follows one job of a server until it ends.
 *
 * <ul>
 *   <li><b>Backpressure:</b> one question at a time, each {@link #PERIOD} after the answer before.
 *   <li><b>Threads:</b> those of {@link ClientRuntime}.
 *   <li><b>Ownership:</b> a connection is opened for each question, and closed with its answer.
 *   <li><b>Errors:</b> {@link TeselaException} if the server refuses, or stays away for too long; one that does not answer the
 *       first question is not waited for.
 * </ul>
 */
public final class JobWatch {
    /** Time between an answer and the next question. */
    public static final Duration PERIOD = Duration.ofSeconds(1);

    private final ClientRuntime runtime;
    private final ServerAddress server;
    private final JobId job;
    private final ProgressListener listener;
    private final Duration period;
    private final Reconnection reconnection;

    private volatile boolean known;

    /**
     * @param runtime stays the caller's
     * @param patience how long the server may be away; zero: not at all
     * @param listener hears when the server is asked again because it was away
     */
    public JobWatch(
            ClientRuntime runtime, ServerAddress server, JobId job, Duration patience, ProgressListener listener) {
        this(runtime, server, job, patience, listener, PERIOD);
    }

    JobWatch(
            ClientRuntime runtime,
            ServerAddress server,
            JobId job,
            Duration patience,
            ProgressListener listener,
            Duration period) {
        this.runtime = runtime;
        this.server = server;
        this.job = job;
        this.listener = listener;
        this.period = period;
        this.reconnection = new Reconnection(
                patience,
                () -> runtime.timer().now(TimeUnit.MILLISECONDS),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Emits how the job stands, again and again, at least once; the last time when it is done or failed, or when the server has
     * let go of it: then its result was taken, for it remembers those that failed.
     */
    public Flux<JobStatus> run() {
        return Mono.defer(this::ask)
                .retryWhen(Retry.from(this::pauses))
                .repeatWhen(this::rests)
                .takeUntil(JobWatch::hasEnded);
    }

    /** Completes empty when the job is not there any more. */
    private Mono<JobStatus> ask() {
        return new JobsClient(runtime)
                .answer(server, job)
                .doOnNext(status -> answered())
                .onErrorResume(this::isGone, gone -> Mono.empty());
    }

    private void answered() {
        known = true;
        reconnection.connected();
    }

    /** A server that was away meanwhile may have come back without its jobs: that is for the server to say. */
    private boolean isGone(Throwable error) {
        return known
                && !reconnection.isLost()
                && error instanceof TeselaException told
                && told.code() == FailureCode.UNKNOWN_JOB;
    }

    private Flux<Long> rests(Flux<Long> answers) {
        return answers.takeWhile(count -> count > 0).concatMap(this::rest, 1);
    }

    private Mono<Long> rest(long answers) {
        return Mono.delay(period, runtime.timer());
    }

    private Flux<Long> pauses(Flux<Retry.RetrySignal> losses) {
        return losses.concatMap(loss -> pause(loss.failure()), 1);
    }

    private Mono<Long> pause(Throwable error) {
        Optional<Duration> pause = known && passes(error) ? reconnection.lost() : Optional.empty();
        if (pause.isEmpty()) {
            return Mono.error(error instanceof ConnectionLost lost ? lost.toFailure() : error);
        }
        listener.reconnecting(String.valueOf(error.getMessage()), pause.get());
        return Mono.delay(pause.get(), runtime.timer());
    }

    private static boolean passes(Throwable error) {
        return error instanceof ConnectionLost
                || (error instanceof TeselaException told && told.code() == FailureCode.BUSY);
    }

    private static boolean hasEnded(JobStatus status) {
        return status.state() == JobStatus.State.DONE || status.state() == JobStatus.State.FAILED;
    }
}
