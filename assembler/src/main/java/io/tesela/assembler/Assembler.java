package io.tesela.assembler;

import io.tesela.assembler.join.FrameComposer;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.progress.ProgressLog;
import io.tesela.kafka.record.ProgressRecord;
import io.tesela.kafka.topic.Topics;
import io.tesela.media.SegmentEncoderFactory;
import io.tesela.telemetry.Readiness;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.trace.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
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
 * The role: joins the assemblers' group and works until it is closed.
 *
 * <p><b>Ownership:</b> closes its sink; the transport and the schedulers stay the caller's.
 */
public final class Assembler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Assembler.class);
    private static final Duration RESTART_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_RESTART_PAUSE = Duration.ofSeconds(10);
    private static final int POLL_RECORDS = 16;

    private final AssemblerConfig config;
    private final Schedulers schedulers;
    private volatile @Nullable String dead;
    private final Sinks.Empty<Void> failed = Sinks.empty();
    private final Disposable.Composite running = Disposables.composite();
    private final RecordSink sink;
    private final ProgressLog progress;
    private final JobTable jobs;
    private final RecordSource source;
    private volatile boolean joined;

    /**
     * Where an assembler's work runs.
     *
     * @param join one thread, for nothing else
     * @param compose runs frame stages
     * @param encode runs encoders
     * @param timer for pauses
     */
    public record Schedulers(Scheduler join, Scheduler compose, Scheduler encode, Scheduler timer) {}

    /** @param progressPartitions partitions of the progress topic */
    public Assembler(
            AssemblerConfig config,
            Transport transport,
            int progressPartitions,
            FilterCatalogue catalogue,
            FrameComposer.TileOutputs outputs,
            SegmentEncoderFactory encoders,
            RoleMeters meters,
            Tracing tracing,
            Clock clock,
            Schedulers schedulers) {
        this.config = config;
        this.schedulers = schedulers;
        this.sink = transport.sink(SinkSettings.of(config.id() + "-output"));
        this.progress = new ProgressLog(transport.tail(Topics.PROGRESS), new JobDirectory());
        AssemblerMeters counted = new AssemblerMeters(meters);
        AssemblyContext context = new AssemblyContext(
                config.id(),
                catalogue,
                outputs,
                encoders,
                new OutputPublisher(
                        sink, config.partBytes(), progressPartitions, outputPartitions(transport), schedulers.timer()),
                counted,
                tracing,
                clock,
                schedulers.join(),
                schedulers.compose(),
                schedulers.encode(),
                config.composeParallelism(),
                config.heartbeat(),
                config.silentHeartbeats(),
                config.missingTiles());
        Sinks.Many<JobAssembly> started =
                Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(config.maxJobs()));
        this.jobs = new JobTable(progress, context, started);
        counted.watch(jobs::size);
        ConsumerSettings consumer = ConsumerSettings.of(Topics.RESULTS, Topics.ASSEMBLERS, config.id())
                .withMaxPollRecords(POLL_RECORDS)
                // An open segment of a fine grid may be any number: its frames are bounded, by the credit window, not
                // here.
                .withMaxUnacknowledged(Integer.MAX_VALUE)
                .deletingBehindCommit(Topics.DELETE_INTERVAL);
        this.source = transport.consumer(consumer, new Ownership());
        counted.watch(source);
    }

    /** Starts to work; returns at once. */
    public void start() {
        running.add(progress.follow().subscribe(this::noticed, e -> died("progress log", e)));
        running.add(jobs.runAll(config.maxJobs()).subscribe(checkpoint -> {}, e -> died("jobs", e)));
        running.add(source.deliveries()
                .publishOn(schedulers.join(), POLL_RECORDS)
                .concatMap(this::accept, 1)
                .retryWhen(restart())
                .subscribe(unused -> {}, e -> died("results", e)));
        LOG.atInfo().addKeyValue("assembler", config.id()).log("assembler started");
    }

    /** Returns whether it is part of the group; having no partition is no fault where there are more assemblers than those. */
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
        LOG.atInfo().addKeyValue("assembler", config.id()).log("assembler stopped");
    }

    private static Mono<Integer> outputPartitions(Transport transport) {
        return Mono.defer(() -> transport.partitions(List.of(Topics.OUTPUT)))
                .mapNotNull(counts -> counts.get(Topics.OUTPUT));
    }

    /** Whatever a record had to wait for, the next one is taken on the join thread. */
    private Mono<Void> accept(Delivery delivery) {
        return jobs.accept(delivery).publishOn(schedulers.join());
    }

    private void noticed(ProgressRecord record) {
        if (record instanceof ProgressRecord.Cancelled || record instanceof ProgressRecord.Forgotten) {
            schedulers.join().schedule(() -> jobs.dropped(record.job()));
        } else if (record instanceof ProgressRecord.Attended) {
            schedulers.join().schedule(() -> jobs.heard(record.job()));
        }
    }

    private Retry restart() {
        return Retry.backoff(Long.MAX_VALUE, RESTART_PAUSE)
                .maxBackoff(LONGEST_RESTART_PAUSE)
                .transientErrors(true)
                .scheduler(schedulers.timer())
                .filter(e -> e instanceof TransportException failure && failure.retryable())
                .doBeforeRetry(signal ->
                        LOG.atWarn().setCause(signal.failure()).log("results are received anew after an error"));
    }

    /** Leaves the group with whatever it has not acknowledged: another one can go on, this one would only pin it. */
    private void died(String what, Throwable error) {
        dead = what + " ended by an error";
        LOG.atError().setCause(error).addKeyValue("flow", what).log("assembler cannot go on");
        failed.tryEmitError(new TeselaException(
                FailureCode.INTERNAL, config.id() + " cannot go on: " + what + ": " + error.getMessage(), error));
        running.dispose();
    }

    private final class Ownership implements AssignmentListener {
        @Override
        public void joined() {
            joined = true;
        }

        @Override
        public void assigned(Set<Integer> added, long generation) {
            jobs.assigned(added, generation);
        }

        @Override
        public void revoked(Set<Integer> lost) {
            jobs.revoked(lost);
            schedulers.join().schedule(() -> jobs.dropJobsOf(lost));
        }
    }
}
