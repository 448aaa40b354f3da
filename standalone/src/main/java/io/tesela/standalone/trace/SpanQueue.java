package io.tesela.standalone.trace;

import io.micrometer.core.instrument.Counter;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tesela.telemetry.RoleMeters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps the spans that have ended until they are exported.
 *
 * <ul>
 *   <li><b>Backpressure:</b> at most {@value #MOST_SPANS} spans, some 2 MB; one that finds no room is dropped, and counted. One batch of at
 *       most {@value #BATCH} is exported at a time, for 10 s at most, so an endpoint that is slow costs that and nothing else.
 *   <li><b>Threads:</b> spans come from any, and nothing waits; batches are made on {@code io}.
 *   <li><b>Errors:</b> a batch that is not taken is lost, and counted; the first one is logged, as is the first span that is dropped. Nothing is tried again: while an endpoint is
 *       away, newer spans are worth more than older ones.
 * </ul>
 */
final class SpanQueue implements SpanProcessor {
    static final int MOST_SPANS = 2048;
    static final int BATCH = 512;

    private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** The exporter's own limit, of half as long, ends with the headers of the response; its body may never come. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ArrayBlockingQueue<SpanData> spans = new ArrayBlockingQueue<>(MOST_SPANS);
    private volatile CompletableResultCode latest = CompletableResultCode.ofSuccess();
    private final AtomicBoolean saidLost = new AtomicBoolean();
    private final AtomicBoolean saidDropped = new AtomicBoolean();
    private final SpanExporter exporter;
    private final Counter exported;
    private final Counter dropped;
    private final Counter lost;
    private final Scheduler io;
    private final Scheduler timer;

    /** @param exporter stays the caller's; exports without blocking */
    SpanQueue(SpanExporter exporter, RoleMeters meters, Scheduler io, Scheduler timer) {
        this.exporter = exporter;
        this.exported = meters.spans("exported");
        this.dropped = meters.spans("dropped");
        this.lost = meters.spans("lost");
        this.io = io;
        this.timer = timer;
    }

    /** Exports each second what has come, until cancelled. */
    Flux<Void> run() {
        return Flux.interval(PERIOD, timer).onBackpressureDrop().concatMap(tick -> exportAll(), 1);
    }

    /** Completes when the batch that is on its way, and all that is here, is exported or lost; for when {@link #run} has ended. */
    Mono<Void> finish() {
        return Mono.create(this::awaitLatest).then(exportAll());
    }

    private void awaitLatest(MonoSink<Void> done) {
        latest.whenComplete(done::success);
    }

    private Mono<Void> exportAll() {
        return Mono.defer(this::exportBatch).repeat(() -> !spans.isEmpty()).then();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!spans.offer(span.toSpanData())) {
            dropped();
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    private Mono<Void> exportBatch() {
        return Mono.fromCallable(this::take)
                .subscribeOn(io)
                .filter(batch -> !batch.isEmpty())
                .flatMap(this::export);
    }

    private List<SpanData> take() {
        List<SpanData> batch = new ArrayList<>();
        spans.drainTo(batch, BATCH);
        return batch;
    }

    private Mono<Void> export(List<SpanData> batch) {
        return Mono.create(done -> export(batch, done));
    }

    private void export(List<SpanData> batch, MonoSink<Void> done) {
        CompletableResultCode result = exporter.export(batch);
        latest = result;
        // Not by an operator: who cancels must still have the batch counted. What comes after it changes the result no
        // more.
        Disposable limit = timer.schedule(() -> tooLate(result), PATIENCE.toSeconds(), TimeUnit.SECONDS);
        result.whenComplete(() -> {
            limit.dispose();
            exported(batch.size(), result);
            done.success();
        });
    }

    private static void tooLate(CompletableResultCode result) {
        result.failExceptionally(new TimeoutException("no answer within " + PATIENCE.toSeconds() + " s"));
    }

    private void exported(int count, CompletableResultCode result) {
        (result.isSuccess() ? exported : lost).increment(count);
        if (!result.isSuccess() && saidLost.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("cause", cause(result.getFailureThrowable()))
                    .log("spans are lost, since the endpoint for traces does not take them; this is said once");
        }
    }

    /** The exporter's exception for a refusal says nothing by itself. */
    static Object cause(@Nullable Throwable failure) {
        if (failure instanceof HttpExportException http && http.getResponse() != null) {
            return "HTTP status " + http.getResponse().getStatusCode();
        }
        Throwable cause = failure instanceof HttpExportException http ? http.getCause() : failure;
        return cause == null ? "unknown" : cause;
    }

    private void dropped() {
        dropped.increment();
        if (saidDropped.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("room", MOST_SPANS)
                    .log("spans are dropped, since the endpoint for traces is too slow; this is said once");
        }
    }
}
