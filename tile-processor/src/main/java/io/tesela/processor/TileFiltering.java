package io.tesela.processor;

import io.tesela.domain.job.TileKey;
import io.tesela.domain.trace.TraceParent;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.record.TileRecordCodec;
import io.tesela.kafka.record.TraceHeader;
import io.tesela.processor.turn.FilterTimeoutException;
import io.tesela.processor.turn.TurnGate;
import io.tesela.telemetry.trace.SpanNames;
import io.tesela.telemetry.trace.TracedSpan;
import io.tesela.telemetry.trace.Tracing;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Runs the filters on a tile, as often as it takes or is allowed, and says what came of it.
 *
 * <ul>
 *   <li><b>Backpressure:</b> none of its own; tiles wait at the {@link TurnGate}.
 *   <li><b>Threads:</b> filters run where the gate lets them; nothing else blocks. A tile of a heavy filter is divided over turns
 *       that nobody else wants as it comes.
 *   <li><b>Errors:</b> a filter that fails is tried again with growing, jittered pauses, then given up: a failed result with
 *       the original pixels, and a dead-letter record. One that does not return in time is given up at once.
 * </ul>
 */
final class TileFiltering {
    private static final Logger LOG = LoggerFactory.getLogger(TileFiltering.class);

    private final ProcessorConfig.Retries retries;
    private final TileStage stage;
    private final JobDirectory jobs;
    private final ProcessorMeters meters;
    private final Tracing tracing;
    private final TurnGate turns;
    private final Scheduler timer;

    /** @param timer for pauses */
    TileFiltering(
            ProcessorConfig.Retries retries,
            TileStage stage,
            JobDirectory jobs,
            ProcessorMeters meters,
            Tracing tracing,
            TurnGate turns,
            Scheduler timer) {
        this.retries = retries;
        this.stage = stage;
        this.jobs = jobs;
        this.meters = meters;
        this.tracing = tracing;
        this.turns = turns;
        this.timer = timer;
    }

    /**
     * Emits the records that answer a tile: its result, with a dead letter if it failed, or nothing if nobody needs it of us.
     *
     * @param held whether the tile is still ours when its turn has come
     */
    Mono<List<FlowRecord>> answers(TileTask task, FlowRecord record, BooleanSupplier held) {
        // Nothing is added to the chain of a tile that is not traced.
        return (tracing.on() ? TraceHeader.of(record) : Optional.<TraceParent>empty())
                .map(frame -> traced(frame, task, record, held))
                .orElseGet(() -> answers(new Asked(task, record, held, TracedSpan.none())));
    }

    private Mono<List<FlowRecord>> traced(TraceParent frame, TileTask task, FlowRecord record, BooleanSupplier held) {
        return Mono.using(
                () -> begin(frame, task), span -> answers(new Asked(task, record, held, span)), TracedSpan::close);
    }

    private Mono<List<FlowRecord>> answers(Asked asked) {
        TileTask task = asked.task();
        return Mono.defer(() -> tryOnce(asked))
                .retryWhen(retry(task))
                .map(result -> answer(task, result))
                .defaultIfEmpty(List.of())
                .onErrorResume(GivenUpException.class, e -> Mono.just(surrender(asked, e.getCause())))
                .onErrorResume(FilterTimeoutException.class, e -> Mono.just(surrender(asked, e)));
    }

    private TracedSpan begin(TraceParent frame, TileTask task) {
        return tracing.begin(SpanNames.TILE, frame)
                .tag(SpanNames.FRAME_INDEX, task.tile().key().frame())
                .tag(SpanNames.TILE_NUMBER, task.tile().key().tile())
                .tag(SpanNames.ATTEMPT, task.tile().attempt())
                .tag(SpanNames.FILTERS, task.plan().tileStageText());
    }

    private List<FlowRecord> surrender(Asked asked, Throwable cause) {
        asked.span().failed(String.valueOf(cause.getMessage()));
        return surrender(asked.task(), asked.record(), cause);
    }

    /** Returns the records that answer a tile which is not filtered again: its original pixels, and a dead letter. */
    List<FlowRecord> surrender(TileTask task, FlowRecord record, Throwable cause) {
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

    /** Each part has a turn of its own, so that it waits, is charged and times out as a tile that is not divided does. */
    private Mono<TileResult> tryOnce(Asked asked) {
        TileTask task = asked.task();
        TileTry begun = task.begin(stage, turns.share());
        TileKey key = task.tile().key();
        return Flux.range(0, begun.parts())
                .flatMap(part -> turns.inTurn(key, () -> run(part, begun, asked)), begun.parts(), 1)
                .then(Mono.fromSupplier(() -> task.result(begun)));
    }

    /** Asks once more, for a part may have waited long: nothing is done if nobody needs the tile any more, or another one has it. */
    private @Nullable Void run(int part, TileTry begun, Asked asked) {
        TileKey key = asked.task().tile().key();
        if (!asked.held().getAsBoolean()) {
            begun.abandon();
        } else if (jobs.needless(key.job(), key.frame()) && begun.abandon()) {
            meters.skipped();
        }
        if (!begun.passesOver()) {
            run(part, begun, asked.span());
        }
        return null;
    }

    private static void run(int part, TileTry begun, TracedSpan tile) {
        try (TracedSpan span = tile.below(SpanNames.FILTER)) {
            span.tag(SpanNames.PART, part);
            begun.run(part).ifPresent(failure -> span.failed(String.valueOf(failure.getMessage())));
        }
    }

    private Retry retry(TileTask task) {
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
        meters.filtered(task.plan(), result.verdict().filterMicros());
        return List.of(ResultRecordCodec.encode(result));
    }

    /** What is done for one delivery of a tile. */
    private record Asked(TileTask task, FlowRecord record, BooleanSupplier held, TracedSpan span) {}

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
