package io.tesela.processor;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.progress.ProgressLog;
import io.tesela.kafka.topic.Topics;
import io.tesela.processor.custody.CustodyBook;
import io.tesela.processor.turn.TurnGate;
import io.tesela.telemetry.ProcessResources;
import io.tesela.telemetry.Readiness;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.trace.Tracing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * The role: joins the processors' group and works until it is closed.
 *
 * <p><b>Ownership:</b> closes its sink; the transport and the schedulers stay the caller's.
 */
public final class TileProcessor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TileProcessor.class);
    private static final Duration RESTART_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_RESTART_PAUSE = Duration.ofSeconds(10);
    private final ProcessorConfig config;
    private volatile @Nullable String dead;
    private final Sinks.Empty<Void> failed = Sinks.empty();
    private final Disposable.Composite running = Disposables.composite();
    private final RecordSink sink;
    private final ProgressLog progress;
    private final CustodyBook custody;
    private final TilePipeline pipeline;
    private final TurnGate turns;
    private final Scheduler timer;
    private volatile boolean joined;

    /**
     * @param filterScheduler runs the filters; has {@link ProcessorConfig#parallelism()} threads for this processor, and gives work to
     *     whichever is free: one that never comes back must not have a queue of its own
     * @param timer for pauses; must not run filters
     */
    public TileProcessor(
            ProcessorConfig config,
            Transport transport,
            FilterCatalogue catalogue,
            TileStage stage,
            RoleMeters meters,
            Tracing tracing,
            Scheduler filterScheduler,
            Scheduler timer) {
        this.config = config;
        this.timer = timer;
        this.sink = transport.sink(SinkSettings.of(config.id() + "-results"));
        this.progress = new ProgressLog(transport.tail(Topics.PROGRESS), new JobDirectory());
        ConsumerSettings consumer = ConsumerSettings.of(Topics.TILES, Topics.PROCESSORS, config.id())
                .withMaxPollRecords(config.parallelism())
                .deletingBehindCommit(Topics.DELETE_INTERVAL)
                .withLeavingMark(CustodyBook.LEAVING_MARK);
        RecordSource source = transport.consumer(consumer, new Membership());
        ProcessorMeters counted = new ProcessorMeters(meters);
        counted.watch(source);
        this.turns = new TurnGate(config.parallelism(), config.limits(), filterScheduler, timer, System::nanoTime);
        counted.show(turns);
        this.custody = new CustodyBook(transport.service(Topics.TILES, Topics.PROCESSORS), source, timer);
        JobDirectory jobs = progress.directory();
        ProcessSampler process = new ProcessSampler(new ProcessResources(), System::nanoTime);
        this.pipeline = new TilePipeline(
                config,
                source,
                custody,
                new TileIntake(config.id(), new PlanCache(catalogue, config.id()), jobs, counted, process),
                new TileFiltering(config.retries(), stage, jobs, counted, tracing, turns, timer),
                sink,
                counted);
    }

    /** Starts to work; returns at once. */
    public void start() {
        running.add(progress.follow().subscribe(record -> {}, e -> died("progress log", e)));
        running.add(turns.exhausted().subscribe(nothing -> {}, e -> died("filters", e)));
        running.add(pipeline.run().retryWhen(restart()).subscribe(delivery -> {}, e -> died("tiles", e)));
        LOG.atInfo().addKeyValue("processor", config.id()).log("tile processor started");
    }

    /** Returns whether it is part of the group; having no partition is no fault where there are more processors than those. */
    public Readiness readiness() {
        return Readiness.all(List.of(
                Readiness.check("group", () -> joined ? Optional.empty() : Optional.of("no answer from the group yet")),
                Readiness.check("flows", () -> Optional.ofNullable(dead))));
    }

    /** Fails, with a sentence, when it cannot go on: its process is then to end. Never completes. */
    public Mono<Void> failed() {
        return failed.asMono();
    }

    @Override
    public void close() {
        running.dispose();
        sink.close();
        LOG.atInfo().addKeyValue("processor", config.id()).log("tile processor stopped");
    }

    private Retry restart() {
        return Retry.backoff(Long.MAX_VALUE, RESTART_PAUSE)
                .maxBackoff(LONGEST_RESTART_PAUSE)
                .transientErrors(true)
                .scheduler(timer)
                .filter(e -> e instanceof TransportException failure && failure.retryable())
                .doBeforeRetry(signal ->
                        LOG.atWarn().setCause(signal.failure()).log("tiles are received anew after an error"));
    }

    private void died(String what, Throwable error) {
        dead = what + " ended by an error";
        LOG.atError().setCause(error).addKeyValue("flow", what).log("tile processor cannot go on");
        failed.tryEmitError(new TeselaException(
                FailureCode.INTERNAL, config.id() + " cannot go on: " + what + ": " + error.getMessage(), error));
    }

    /** Called when the source is subscribed, so not before all of this is made. */
    private final class Membership implements AssignmentListener {
        @Override
        public void joined() {
            joined = true;
        }

        @Override
        public void assigned(Set<Integer> partitions, long generation) {
            custody.assigned(partitions, generation);
        }

        @Override
        public void revoked(Set<Integer> partitions) {
            custody.revoked(partitions);
        }
    }
}
