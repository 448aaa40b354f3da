package io.tesela.ingest.job;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.ingest.blocking.BlockingCall;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.record.ProgressRecord;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Parked;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Resume;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Jobs;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The jobs of this ingest: admits them, connects clients to them, brings them what the log says, and lets go of those that nobody
 * will ask for any more.
 *
 * <p><b>Threads:</b> any.
 */
public final class JobRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(JobRegistry.class);
    private static final int DISMISSED_AT_ONCE = 8;
    private static final int SIGNS_AT_ONCE = 64;
    private static final Duration SIGN_PATIENCE = Duration.ofSeconds(10);
    private static final Duration QUEUED_PERIOD = Duration.ofSeconds(2);

    private final JobContext context;
    private final WaitingLine line;
    private final EndedJobs ended;
    private final Map<JobId, IngestJob> jobs = new ConcurrentHashMap<>();
    private final Sinks.Many<Begun> begun = Sinks.many().unicast().onBackpressureBuffer();
    private boolean stopping;
    private volatile boolean served = true;

    /** Whoever speaks for a client. */
    public interface Asker {
        /** Hears what it is connected to, before anything of it is emitted. */
        void attached(JobClient client);
    }

    /** Takes up a job in its place, and connects its client; blocks on the disk. */
    @FunctionalInterface
    private interface Taking {
        JobClient take(WaitingLine.Place place) throws IOException;
    }

    /** A job that has been taken up, and the place in the line that it gives back when its work is done. */
    private record Begun(IngestJob job, WaitingLine.Place place) {}

    public JobRegistry(JobContext context) {
        this.context = context;
        this.line = new WaitingLine(context.config().jobs());
        this.ended = new EndedJobs(context.config().keeping().maxEnded());
        context.meters().watch(new JobGauges(jobs.values()), line::waiting, context.disk()::usedBytes);
    }

    /** Works on the jobs that are taken up, whether their clients stay or not, until cancelled. */
    public Flux<Void> run() {
        return begun.asFlux().flatMap(this::live, context.config().jobs().maxRunning(), 1);
    }

    /**
     * Takes up a job as soon as its client and this ingest may have one more, and emits all that the client is told, to the
     * last message.
     *
     * @param client whose jobs are counted together
     */
    public Flux<ServerMessage> serve(Handshake handshake, String client, Asker asker) {
        JobRequest request = JobRequest.of(handshake, context.config(), context.catalogue(), context.encoders());
        JobClient.Wish wish = JobClient.Wish.first(handshake);
        return inLine(client, asker, place -> beginNow(request, place, wish));
    }

    /**
     * Connects a client to a job that is there already, and emits all that it is told. One that is parked needs a place first, as
     * a new one does.
     *
     * @param client whose jobs are counted together
     */
    public Flux<ServerMessage> resume(Handshake handshake, Resume resume, String client, Asker asker) {
        JobRequest.requireServed(handshake, context.config());
        IngestJob job = require(resume.job());
        JobRefusals.requireSameVideo(job.status(), handshake.size());
        JobRefusals.requireSameMode(job.request().mode(), job.upload().spool().whole(), handshake.mode());
        JobClient.Wish wish = JobClient.Wish.again(handshake, resume);
        return converse(job.attendance().attach(wish), asker)
                .switchIfEmpty(Flux.defer(() -> resumeParked(job, wish, client, asker)));
    }

    private Flux<ServerMessage> resumeParked(IngestJob job, JobClient.Wish wish, String client, Asker asker) {
        job.attendance().expect();
        return inLine(client, asker, place -> takeUpAgainNow(job, place, wish))
                .doFinally(signal -> job.attendance().expectNoMore());
    }

    private Flux<ServerMessage> inLine(String client, Asker asker, Taking taking) {
        return Flux.usingWhen(
                Mono.fromCallable(() -> line.enter(client)),
                place -> waiting(place).concatWith(converse(taken(place, taking), asker)),
                place -> Mono.fromRunnable(() -> line.giveUp(place)));
    }

    private Mono<JobClient> taken(WaitingLine.Place place, Taking taking) {
        return BlockingCall.on(context.ioScheduler(), () -> taking.take(place), JobClient::left);
    }

    /** Returns what is to be seen of all jobs, the newest first. */
    public List<JobView> views() {
        Map<JobId, JobView> all = new HashMap<>();
        // In this order: one that ends meanwhile is added to the one before it is taken out of the other.
        jobs.values().forEach(job -> all.put(job.id(), job.view()));
        ended.statuses().forEach(status -> all.put(status.job(), JobView.ofEnded(status)));
        return all.values().stream()
                .sorted(Comparator.comparing((JobView view) -> view.status().started())
                        .reversed())
                .toList();
    }

    /** Returns what is to be seen of one of them. */
    public Optional<JobView> view(JobId id) {
        return find(id).map(IngestJob::view).or(() -> ended.status(id).map(JobView::ofEnded));
    }

    /** Ends the work on a job for whoever asks, or soon the keeping of its result if no client is there for it; returns whether that can be. */
    public boolean cancel(JobId id) {
        return find(id).filter(job -> job.failure() == null)
                .map(IngestJob::cancel)
                .orElse(false);
    }

    /** Emits how one job stands, or all do, the newest first. */
    public Flux<ServerMessage> standing(@Nullable JobId job) {
        List<JobStatus> all = views().stream()
                .map(JobView::status)
                .filter(status -> job == null || status.job().equals(job))
                .toList();
        if (job != null && all.isEmpty()) {
            throw JobRefusals.unknown(job, context);
        }
        int parts = Math.max(1, (all.size() + Jobs.MAX_JOBS - 1) / Jobs.MAX_JOBS);
        return Flux.range(0, parts)
                .map(part -> new Jobs(
                        all.subList(part * Jobs.MAX_JOBS, Math.min(all.size(), (part + 1) * Jobs.MAX_JOBS)),
                        part == parts - 1));
    }

    /** Ends all jobs, and has their clients told; from then on none is admitted. */
    public Mono<Void> dismissAll() {
        return Flux.defer(this::lastJobs)
                .doOnNext(job -> job.stop(JobRefusals.stopping()))
                .flatMap(this::dismiss, DISMISSED_AT_ONCE, 1)
                .then();
    }

    /**
     * Goes on with the jobs that a former life of this ingest left, and takes out of the log what nobody can go on with; once,
     * before the first client comes, and when the log has been read.
     */
    public Mono<Void> restore() {
        FormerJobs former = new FormerJobs(context);
        return BlockingCall.on(context.ioScheduler(), former::reopen, unused -> {})
                .flatMapIterable(reopened -> reopened)
                .doOnNext(this::goOn)
                .then(Mono.defer(former::forgetTheRest));
    }

    private void goOn(FormerJobs.Reopened former) {
        IngestJob job = former.job();
        jobs.put(job.id(), job);
        if (!job.waitsForItsClient()) {
            work(job, line.reclaim(former.client()));
        }
    }

    /** Stops the work on all jobs, so that a later life of this ingest goes on with them; from then on none is admitted. */
    public Mono<Void> suspendAll() {
        return Flux.defer(this::lastJobs)
                .doOnNext(job -> job.suspend(JobRefusals.suspending()))
                .flatMap(this::dismiss, DISMISSED_AT_ONCE, 1)
                .then();
    }

    /** Returns a job of this ingest. */
    public Optional<IngestJob> find(JobId id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** Has a job end that is parked, so that nobody is connected to it. */
    public void stopParked(JobId id, TeselaException reason) {
        find(id).filter(job -> job.attendance().parked()).ifPresent(job -> job.stop(reason));
    }

    /** Brings what the progress log says to the job it is about. */
    public void progressed(ProgressRecord record) {
        if (record instanceof Checkpoint checkpoint) {
            find(checkpoint.job()).ifPresent(job -> job.progressed(checkpoint));
        } else if (record instanceof Parked parked) {
            find(parked.job()).ifPresent(job -> job.parked(parked.checkpoint()));
        }
    }

    /** Counts who holds the frames of each job; at even distances in time. */
    public void sample() {
        jobs.values().forEach(job -> job.standing().sample());
    }

    /** Shares out the window anew, and closes the segments of jobs that stand still; now and then. */
    public Mono<Void> upkeep() {
        context.budget().divide();
        return Flux.fromIterable(jobs.values())
                .concatMap(IngestJob::cutIfStill, 1)
                .thenMany(Flux.fromIterable(jobs.values()))
                .doOnNext(this::parkIfIdle)
                .filter(this::givenUp)
                .concatMap(this::letGo, 1)
                .then();
    }

    /** Tells the assemblers which jobs are worked on here; seldom, but in time for {@code AssemblerConfig.silentHeartbeats}. */
    public Mono<Void> signsOfLife() {
        return Flux.fromIterable(jobs.values())
                .flatMap(this::signOfLife, SIGNS_AT_ONCE, 1)
                .then();
    }

    /** One that does not get through must not hold up those of other jobs: their partitions may be well. */
    private Mono<Void> signOfLife(IngestJob job) {
        return job.signOfLife()
                .timeout(SIGN_PATIENCE, context.timer())
                .onErrorResume(Exception.class, error -> notSaid(job, error));
    }

    private static Mono<Void> notSaid(IngestJob job, Exception error) {
        LOG.atWarn().setCause(error).addKeyValue("jobId", job.id()).log("a sign of life did not get through");
        return Mono.empty();
    }

    /** Returns whether any job misses tiles, so that it is worth asking how the tile topic is served. */
    public boolean missesTiles() {
        return jobs.values().stream().map(IngestJob::frames).anyMatch(flow -> flow != null && flow.missesTiles());
    }

    /** Sends again, or fills, the tiles that have stayed away too long. */
    public Mono<Void> lookAfterTiles(Map<Integer, ServiceView> service) {
        noteService(service);
        return Flux.fromIterable(jobs.values())
                .concatMap(job -> job.lookAfterTiles(service), 1)
                .then();
    }

    /** Said once each time: that jobs stand still is no news every second. */
    private void noteService(Map<Integer, ServiceView> service) {
        boolean now = service.values().stream().anyMatch(ServiceView::owned);
        if (served && !now) {
            LOG.atWarn().log("no tile processor is there: jobs stand still until one comes");
        } else if (!served && now) {
            LOG.atInfo().log("tile processors are there again");
        }
        served = now;
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

    private static Flux<ServerMessage> converse(Mono<JobClient> client, Asker asker) {
        return client.doOnNext(asker::attached).flatMapMany(JobClient::messages);
    }

    /** Its files are opened before the others have to wait: a video that is read in place may lie on a slow volume. */
    private JobClient beginNow(JobRequest request, WaitingLine.Place place, JobClient.Wish wish) throws IOException {
        return begin(JobFactory.create(request, place.client(), context), place, wish);
    }

    /** In one step: a job is never there without a client before its own has heard of it. */
    private synchronized JobClient begin(IngestJob job, WaitingLine.Place place, JobClient.Wish wish)
            throws IOException {
        if (stopping) {
            job.neverBegan();
            throw JobRefusals.stopping();
        }
        JobClient client = job.attachFirstNow(wish);
        jobs.put(job.id(), job);
        work(job, place);
        return client;
    }

    /** Its client comes first: a job that has one is not parked. Another connection may have been faster. */
    private synchronized JobClient takeUpAgainNow(IngestJob job, WaitingLine.Place place, JobClient.Wish wish)
            throws IOException {
        if (stopping) {
            throw JobRefusals.stopping();
        }
        JobClient client = job.attendance().attachNow(wish);
        if (job.attendance().unpark()) {
            LOG.atInfo().addKeyValue("jobId", job.id()).log("job taken up again");
            work(job, place);
        } else {
            line.giveUp(place);
        }
        return client;
    }

    private void work(IngestJob job, WaitingLine.Place place) {
        line.take(place);
        begun.emitNext(new Begun(job, place), Sinks.EmitFailureHandler.FAIL_FAST);
    }

    /** The life of a job, which ends with its work; what it has made stays until nobody will ask for it. */
    private Mono<Void> live(Begun taken) {
        return taken.job()
                .run()
                .onErrorResume(error -> dismiss(taken.job()))
                .doFinally(signal -> line.leave(taken.place()));
    }

    private void parkIfIdle(IngestJob job) {
        if (job.park(context.config().flow().cutAfter())) {
            LOG.atInfo().addKeyValue("jobId", job.id()).log("job parked: its client is gone, and it stands still");
        }
    }

    private boolean givenUp(IngestJob job) {
        return job.failedUnattended()
                || job.giveUp(job.resumable() ? context.config().keeping().retention() : Duration.ZERO);
    }

    /** One whose work is not done ends by the way of a failure. */
    private Mono<Void> letGo(IngestJob job) {
        if (!job.done()) {
            job.stop(Attendance.unwanted());
            return job.failedUnattended() ? dismiss(job) : Mono.empty();
        }
        LOG.atInfo().addKeyValue("jobId", job.id()).log("result let go");
        return dismiss(job);
    }

    /** Ends a job and forgets it, but for how it failed. */
    private Mono<Void> dismiss(IngestJob job) {
        return job.close().doFinally(signal -> forget(job));
    }

    private void forget(IngestJob job) {
        TeselaException failure = job.failure();
        if (failure != null && jobs.containsKey(job.id())) {
            ended.add(job.status(), failure);
        }
        jobs.remove(job.id());
    }

    private IngestJob require(JobId id) {
        IngestJob job = jobs.get(id);
        if (job == null) {
            throw ended.reason(id)
                    .map(reason -> JobRefusals.over(id, reason))
                    .orElseGet(() -> JobRefusals.unknown(id, context));
        }
        if (!job.resumable()) {
            throw JobRefusals.notResumable(id);
        }
        return job;
    }

    private synchronized Flux<IngestJob> lastJobs() {
        stopping = true;
        return Flux.fromIterable(List.copyOf(jobs.values()));
    }
}
