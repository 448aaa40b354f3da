package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.ingest.flow.Holder;
import io.tesela.ingest.flow.UnreleasedFrames;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.record.ProgressRecord;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.wire.ServerMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The jobs of this ingest: admits them, and brings them what the log says.
 *
 * <p><b>Threads:</b> any.
 */
public final class JobRegistry {
    private static final int DISMISSED_AT_ONCE = 8;

    private static final Duration QUEUED_PERIOD = Duration.ofSeconds(2);

    private final JobContext context;
    private final WaitingLine line;
    private final Map<JobId, IngestJob> jobs = new ConcurrentHashMap<>();
    private boolean stopping;

    /** Whoever asked for a job. */
    public interface Asker {
        /** Hears the job before anything of it is emitted. */
        void begun(IngestJob job);

        /** Hears why the job failed before it is ended: what that brings about elsewhere must not be told in its place. */
        void failed(Throwable error);
    }

    public JobRegistry(JobContext context) {
        this.context = context;
        this.line = new WaitingLine(context.config().jobs());
        context.meters()
                .watch(
                        jobs::size,
                        line::waiting,
                        () -> sum(UnreleasedFrames::size),
                        () -> sum(UnreleasedFrames::bytes),
                        context.disk()::usedBytes,
                        this::held);
    }

    /**
     * Takes up a job as soon as its client and this ingest may have one more, and emits all that the client is told, to the
     * last message; however it ends, the job is ended with it.
     *
     * @param client whose jobs are counted together
     * @param asker told of what the emissions come too late for
     */
    public Flux<ServerMessage> serve(JobRequest request, String client, Asker asker) {
        return Flux.usingWhen(
                Mono.fromCallable(() -> line.enter(client)),
                place -> waiting(place).concatWith(work(request, asker)),
                place -> Mono.fromRunnable(() -> line.leave(place)));
    }

    /** Ends a job and forgets it. */
    private Mono<Void> dismiss(IngestJob job) {
        return job.close().doFinally(signal -> jobs.remove(job.id()));
    }

    /** Ends all jobs, and has their clients told; from then on none is admitted. */
    public Mono<Void> dismissAll() {
        return Flux.defer(this::lastJobs)
                .doOnNext(job -> job.stop(stopping()))
                .flatMap(this::dismiss, DISMISSED_AT_ONCE, 1)
                .then();
    }

    /** Returns a job of this ingest. */
    public Optional<IngestJob> find(JobId id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** Brings what the progress log says to the job it is about. */
    public void progressed(ProgressRecord record) {
        if (record instanceof Checkpoint checkpoint) {
            find(checkpoint.job()).ifPresent(job -> job.progressed(checkpoint));
        }
    }

    /** Counts who holds the frames of each job; at even distances in time. */
    public void sample() {
        jobs.values().forEach(job -> job.standing().sample());
    }

    /** Shares out the window anew, and closes the segments of jobs that stand still; now and then. */
    public Mono<Void> upkeep() {
        context.budget().divide();
        return Flux.fromStream(this::flows).concatMap(FrameFlow::cutIfStill, 1).then();
    }

    /** Returns whether any job misses tiles, so that it is worth asking how the tile topic is served. */
    public boolean missesTiles() {
        return flows().anyMatch(FrameFlow::missesTiles);
    }

    /** Sends again, or fills, the tiles that have stayed away too long. */
    public Mono<Void> lookAfterTiles(Map<Integer, ServiceView> service) {
        return Flux.fromIterable(jobs.values())
                .concatMap(job -> job.lookAfterTiles(service), 1)
                .then();
    }

    /** Says where the job stands in the line, when that changes and as a sign of life. */
    private Flux<ServerMessage> waiting(WaitingLine.Place place) {
        return place.ahead()
                .switchMap(this::repeated)
                .takeUntilOther(place.admitted())
                .map(ServerMessage.Queued::new);
    }

    private Flux<Long> repeated(long ahead) {
        return Flux.interval(Duration.ZERO, QUEUED_PERIOD, context.timer())
                .onBackpressureDrop()
                .map(tick -> ahead);
    }

    private Flux<ServerMessage> work(JobRequest request, Asker asker) {
        return Flux.usingWhen(admit(request), job -> messages(job, asker), this::dismiss);
    }

    private static Flux<ServerMessage> messages(IngestJob job, Asker asker) {
        asker.begun(job);
        return job.messages().doOnError(asker::failed);
    }

    /** A job whose asker goes away before it is made is gone as well. */
    private Mono<IngestJob> admit(JobRequest request) {
        return BlockingCall.on(context.ioScheduler(), () -> admitNow(request), this::abandon);
    }

    private synchronized IngestJob admitNow(JobRequest request) throws IOException {
        if (stopping) {
            throw stopping();
        }
        IngestJob job = IngestJob.create(request, context);
        jobs.put(job.id(), job);
        return job;
    }

    private synchronized Flux<IngestJob> lastJobs() {
        stopping = true;
        return Flux.fromIterable(List.copyOf(jobs.values()));
    }

    private static TeselaException stopping() {
        return new TeselaException(FailureCode.BUSY, "the server is being stopped (expected: try again later)");
    }

    private void abandon(IngestJob job) {
        jobs.remove(job.id());
        job.abandon();
    }

    private long held(Holder holder) {
        return jobs.values().stream()
                .mapToLong(job -> job.standing().holdings().of(holder))
                .sum();
    }

    private Stream<FrameFlow> flows() {
        return jobs.values().stream().map(IngestJob::frames).filter(Objects::nonNull);
    }

    private long sum(ToLongFunction<UnreleasedFrames> of) {
        return flows().mapToLong(flow -> of.applyAsLong(flow.unreleased())).sum();
    }
}
