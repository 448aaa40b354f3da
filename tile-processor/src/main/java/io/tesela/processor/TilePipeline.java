package io.tesela.processor;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.report.ProcessSample;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.MalformedRecordException;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import io.tesela.processor.turn.FilterTimeoutException;
import io.tesela.processor.turn.TurnGate;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Filters every tile of the partitions this processor owns and publishes what came of it.
 *
 * <ul>
 *   <li><b>Backpressure:</b> at most {@link ProcessorConfig#taking()} tiles are held at once, more than are filtered, so that
 *       {@link TurnGate} can choose; when the sink takes no more, neither does this, and the source stops reading rather than
 *       buffer.
 *   <li><b>Order:</b> tiles are filtered job by job in turn, and results leave as they finish; the source commits the contiguous
 *       prefix of each partition, so a slow tile never blocks another partition and never skips a record.
 *   <li><b>Threads:</b> filters run where the gate lets them; no other step blocks.
 *   <li><b>Errors:</b> a filter that fails is tried again with growing, jittered pauses, then given up: a failed result with
 *       the original pixels, and a dead-letter record. One that does not return in time is given up at once. A malformed record
 *       becomes a dead letter. An error of the transport ends the flux with the tile unacknowledged, so that it is delivered
 *       again.
 * </ul>
 */
final class TilePipeline {
    private static final Logger LOG = LoggerFactory.getLogger(TilePipeline.class);

    private final ProcessorConfig config;
    private final RecordSource source;
    private final RecordSink sink;
    private final TileStage stage;
    private final PlanCache plans;
    private final JobDirectory jobs;
    private final ProcessorMeters meters;
    private final Supplier<ProcessSample> process;
    private final TurnGate turns;
    private final Scheduler timer;

    TilePipeline(
            ProcessorConfig config,
            RecordSource source,
            RecordSink sink,
            TileStage stage,
            PlanCache plans,
            JobDirectory jobs,
            ProcessorMeters meters,
            Supplier<ProcessSample> process,
            TurnGate turns,
            Scheduler timer) {
        this.config = config;
        this.source = source;
        this.sink = sink;
        this.stage = stage;
        this.plans = plans;
        this.jobs = jobs;
        this.meters = meters;
        this.process = process;
        this.turns = turns;
        this.timer = timer;
    }

    /** Emits each delivery once its outcome is published and it is acknowledged; never completes by itself. */
    Flux<Delivery> run() {
        return Flux.defer(this::runOnce).checkpoint("tile records");
    }

    /** What is taken is counted anew with each subscription. */
    private Flux<Delivery> runOnce() {
        TakenTiles taken = new TakenTiles(config.taking().bytes(), config.parallelism());
        return taken.of(source.deliveries())
                .flatMap(delivery -> process(delivery, taken), config.taking().records(), 1);
    }

    private Mono<Delivery> process(Delivery delivery, TakenTiles taken) {
        meters.taken();
        return answers(delivery)
                .flatMap(sink::sendAll)
                .doOnSuccess(positions -> delivery.acknowledge())
                .doFinally(signal -> done(delivery, taken))
                .thenReturn(delivery);
    }

    private void done(Delivery delivery, TakenTiles taken) {
        meters.done();
        taken.done(delivery);
    }

    /** Returns the records that answer a tile: its result, or a dead letter, or both, or nothing at all. */
    private Mono<List<FlowRecord>> answers(Delivery delivery) {
        FlowRecord record = delivery.record();
        TileTask task;
        try {
            TileRecord tile = TileRecordCodec.decode(record);
            if (jobs.cancelled(tile.key().job())) {
                meters.skipped();
                return Mono.just(List.of());
            }
            task = new TileTask(tile, plans.plan(tile.work()), config.id(), process);
            task.requireFit();
        } catch (MalformedRecordException | TeselaException | IllegalArgumentException | ArithmeticException e) {
            // The last two: a frame of odd or enormous size, which no plan can be made for.
            return deadLetter(record, String.valueOf(e.getMessage()));
        }
        return filtered(task, record);
    }

    private Mono<List<FlowRecord>> filtered(TileTask task, FlowRecord record) {
        return turns.inTurn(task.tile().key(), () -> tryUnlessCancelled(task))
                .retryWhen(retry(task))
                .map(result -> answer(task, result))
                .defaultIfEmpty(List.of())
                .onErrorResume(GivenUpException.class, e -> Mono.just(surrender(task, record, e.getCause())))
                .onErrorResume(FilterTimeoutException.class, e -> Mono.just(surrender(task, record, e)));
    }

    /** Asks once more, for a tile may have waited long; returns null if its job is no more. */
    private @Nullable TileResult tryUnlessCancelled(TileTask task) {
        if (jobs.cancelled(task.tile().key().job())) {
            meters.skipped();
            return null;
        }
        return task.tryOnce(stage);
    }

    private Retry retry(TileTask task) {
        ProcessorConfig.Retries retries = config.retries();
        return Retry.backoff(retries.tries() - 1L, retries.firstBackoff())
                .maxBackoff(retries.maxBackoff())
                .jitter(0.5)
                .scheduler(timer)
                .filter(e -> e instanceof RuntimeException && !(e instanceof FilterTimeoutException))
                .doBeforeRetry(signal -> retrying(task.tile().key(), signal))
                .onRetryExhaustedThrow((spec, signal) -> new GivenUpException(signal.failure()));
    }

    private void retrying(TileKey key, Retry.RetrySignal signal) {
        meters.retried();
        LOG.atWarn()
                .setCause(signal.failure())
                .addKeyValue("tile", key)
                .addKeyValue("try", signal.totalRetries() + 2)
                .log("filter failed, trying again");
    }

    private List<FlowRecord> answer(TileTask task, TileResult result) {
        meters.filtered(task);
        return List.of(ResultRecordCodec.encode(result));
    }

    private List<FlowRecord> surrender(TileTask task, FlowRecord record, Throwable cause) {
        meters.failed();
        TileResult result = task.giveUp(cause);
        LOG.atError()
                .setCause(cause)
                .addKeyValue("tile", task.tile().key())
                .addKeyValue("tries", task.tries())
                .log("tile given up");
        return List.of(
                ResultRecordCodec.encode(result),
                TileRecordCodec.deadLetter(record, result.verdict().reason()));
    }

    private Mono<List<FlowRecord>> deadLetter(FlowRecord record, String cause) {
        meters.malformed();
        LOG.atError().addKeyValue("cause", cause).log("malformed tile record set aside");
        return Mono.just(List.of(TileRecordCodec.deadLetter(record, cause)));
    }

    /** Carries the last failure of a tile out of its retries. */
    private static final class GivenUpException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GivenUpException(Throwable cause) {
            super(cause);
        }

        @Override
        public synchronized Throwable getCause() {
            return Objects.requireNonNull(super.getCause());
        }
    }
}
