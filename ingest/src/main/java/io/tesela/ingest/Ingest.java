package io.tesela.ingest;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.ingest.http.IngestPage;
import io.tesela.ingest.job.JobContext;
import io.tesela.ingest.job.JobRegistry;
import io.tesela.ingest.output.OutputDeletion;
import io.tesela.ingest.output.OutputReceiver;
import io.tesela.ingest.session.IngestServer;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.progress.ProgressLog;
import io.tesela.kafka.topic.Topics;
import io.tesela.telemetry.ProcessSnapshot;
import io.tesela.telemetry.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.resources.LoopResources;
import reactor.util.retry.Retry;

/**
 * The role: listens for clients and works until it is closed.
 *
 * <p><b>Ownership:</b> the transport, the sink, the schedulers and the event loops stay the caller's.
 */
public final class Ingest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final Duration LOOK_PERIOD = Duration.ofSeconds(1);
    private static final Duration SAMPLE_PERIOD = Duration.ofMillis(250);
    private static final Duration DELETE_PERIOD = Duration.ofSeconds(1);
    /** A third of what an assembler waits for. */
    private static final Duration SIGN_OF_LIFE_PERIOD = Duration.ofSeconds(20);

    private static final Duration REFRESH_PERIOD = Duration.ofSeconds(3);
    private static final Duration RESTART_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_RESTART_PAUSE = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final JobContext context;
    private final Transport transport;
    private final ProgressLog progress;
    private final AtomicInteger tilePartitions;
    private final LoopResources loops;
    private final JobRegistry jobs;
    private final IngestPage page;
    private final OutputReceiver output;
    private final OutputDeletion deletion;
    private final Disposable.Composite running = Disposables.composite();
    private final Disposable.Swap receiving = Disposables.swap();
    private final List<DisposableServer> servers = new CopyOnWriteArrayList<>();
    private volatile @Nullable DisposableServer server;
    private volatile @Nullable String dead;
    private final Sinks.Empty<Void> failed = Sinks.empty();

    /**
     * @param progress read by nobody else; its directory is the context's
     * @param tilePartitions kept up to date here; the context reads it
     * @param ownProcess how this process stands, for those who look at it
     */
    public Ingest(
            JobContext context,
            Transport transport,
            ProgressLog progress,
            AtomicInteger tilePartitions,
            Supplier<ProcessSnapshot> ownProcess,
            LoopResources loops) {
        this.context = context;
        this.transport = transport;
        this.progress = progress;
        this.tilePartitions = tilePartitions;
        this.loops = loops;
        this.jobs = new JobRegistry(context);
        this.page = new IngestPage(context, jobs, ownProcess, transport.tail(Topics.TELEMETRY));
        String id = context.config().id();
        ConsumerSettings consumer = ConsumerSettings.of(Topics.OUTPUT, id, id);
        RecordSource source = transport.assigned(consumer, context.outputPartition());
        context.meters().watch(source);
        this.output = new OutputReceiver(source, this::taker, context.ioScheduler());
        this.deletion = new OutputDeletion(transport, progress, id, context.outputPartition());
    }

    /** Starts to work; emits once clients can connect. */
    public Mono<Ingest> start() {
        return Mono.<Void>fromRunnable(this::followLog)
                .then(progress.caughtUp())
                .then(Mono.defer(jobs::restore))
                .then(Mono.fromRunnable(this::follow))
                .then(Mono.defer(this::listen))
                .thenReturn(this);
    }

    private Mono<Void> listen() {
        IngestServer listening = new IngestServer(context, jobs, loops);
        return listening
                .bind()
                .doOnNext(this::bound)
                .then(Mono.justOrEmpty(context.config().access().unix()))
                .flatMap(listening::bind)
                .doOnNext(servers::add)
                .then();
    }

    /** Returns the port that clients connect to. */
    public int port() {
        DisposableServer bound = server;
        if (bound == null) {
            throw new IllegalStateException("server: not bound (expected: started)");
        }
        return bound.port();
    }

    /** Returns what a browser gets of this ingest. */
    public List<Consumer<HttpServerRoutes>> routes() {
        return page.routes();
    }

    public Readiness readiness() {
        return Readiness.all(List.of(
                Readiness.check("server", () -> server == null ? Optional.of("not listening yet") : Optional.empty()),
                Readiness.check("flows", () -> Optional.ofNullable(dead))));
    }

    /** Fails, with a sentence, when it cannot go on: its process is then to end. Never completes. */
    public Mono<Void> failed() {
        return failed.asMono();
    }

    /**
     * Stops every job: so that its next life goes on with them, or, where they are not kept, so that none is left in the log or on
     * disk; to be waited for before {@link #close}.
     */
    public Mono<Void> stop() {
        return context.config().keeping().whenStopped() ? Mono.defer(this::suspend) : jobs.dismissAll();
    }

    /** What comes from now on is to come again, so that nobody may acknowledge it. */
    private Mono<Void> suspend() {
        receiving.dispose();
        return jobs.suspendAll();
    }

    @Override
    public void close() {
        servers.forEach(Ingest::close);
        running.dispose();
        LOG.atInfo().addKeyValue("ingest", context.config().id()).log("ingest stopped");
    }

    private static void close(DisposableServer bound) {
        try {
            bound.disposeNow(CLOSE_TIMEOUT);
        } catch (IllegalStateException e) {
            LOG.atWarn().setCause(e).log("a server did not end in time");
        }
    }

    private void followLog() {
        running.add(progress.follow().subscribe(jobs::progressed, e -> died("progress log", e)));
    }

    /** Output comes when all jobs are there that it may be of. */
    private void follow() {
        running.add(jobs.run().subscribe(unused -> {}, e -> died("jobs", e)));
        receiving.update(output.run().retryWhen(restart()).subscribe(deletion::taken, e -> died("output", e)));
        running.add(receiving);
        running.add(deletion.run(DELETE_PERIOD, context.timer())
                .subscribe(unused -> {}, e -> died("deletion of output", e)));
        running.add(deadlines().subscribe(unused -> {}, e -> died("deadlines", e)));
        running.add(Flux.interval(SAMPLE_PERIOD, context.timer())
                .onBackpressureDrop()
                .subscribe(tick -> jobs.sample(), e -> died("samples", e)));
        running.add(page.run().subscribe(unused -> {}, e -> died("page", e)));
        running.add(upkeep().subscribe(unused -> {}, e -> died("upkeep of jobs", e)));
        running.add(signsOfLife().subscribe(unused -> {}, e -> died("signs of life", e)));
        running.add(refreshes().subscribe(unused -> {}, e -> died("partitions", e)));
    }

    private Flux<Void> deadlines() {
        return Flux.interval(LOOK_PERIOD, context.timer())
                .onBackpressureDrop()
                .filter(tick -> jobs.missesTiles())
                .concatMap(tick -> lookAfterTiles(), 1);
    }

    private Mono<Void> lookAfterTiles() {
        return transport
                .service(Topics.TILES, Topics.PROCESSORS)
                .flatMap(jobs::lookAfterTiles)
                .onErrorResume(TransportException.class, e -> skipped("deadlines", e));
    }

    private Flux<Void> upkeep() {
        return Flux.interval(LOOK_PERIOD, context.timer()).onBackpressureDrop().concatMap(tick -> jobs.upkeep(), 1);
    }

    private Flux<Void> signsOfLife() {
        return Flux.interval(SIGN_OF_LIFE_PERIOD, context.timer())
                .onBackpressureDrop()
                .concatMap(tick -> jobs.signsOfLife(), 1);
    }

    private Flux<Void> refreshes() {
        return Flux.interval(REFRESH_PERIOD, context.timer())
                .onBackpressureDrop()
                .concatMap(tick -> refreshPartitions(), 1);
    }

    /** Notices when somebody grows the tile topic. */
    private Mono<Void> refreshPartitions() {
        return transport
                .partitions(List.of(Topics.TILES))
                .doOnNext(counts -> tilePartitions.set(counts.getOrDefault(Topics.TILES, tilePartitions.get())))
                .then()
                .onErrorResume(TransportException.class, e -> skipped("partitions", e));
    }

    private Optional<OutputReceiver.Taker> taker(JobId id) {
        return jobs.find(id).map(OutputReceiver.Taker.class::cast);
    }

    private void bound(DisposableServer bound) {
        server = bound;
        servers.add(bound);
        LOG.atInfo()
                .addKeyValue("ingest", context.config().id())
                .addKeyValue("port", bound.port())
                .log("ingest started");
    }

    private Retry restart() {
        return Retry.backoff(Long.MAX_VALUE, RESTART_PAUSE)
                .maxBackoff(LONGEST_RESTART_PAUSE)
                .transientErrors(true)
                .scheduler(context.timer())
                .filter(e -> e instanceof TransportException failure && failure.retryable());
    }

    private static Mono<Void> skipped(String what, TransportException error) {
        LOG.atWarn().setCause(error).addKeyValue("what", what).log("could not ask the broker, asking again soon");
        return Mono.empty();
    }

    private void died(String what, Throwable error) {
        dead = what + " ended by an error";
        LOG.atError().setCause(error).addKeyValue("flow", what).log("ingest cannot go on");
        failed.tryEmitError(new TeselaException(
                FailureCode.INTERNAL,
                context.config().id() + " cannot go on: " + what + ": " + error.getMessage(),
                error));
    }
}
