package io.tesela.standalone.role;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.topic.Topics;
import io.tesela.telemetry.ProcessSnapshot;
import io.tesela.telemetry.ProcessSnapshotJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Tells the ingests each second how this process stands.
 *
 * <ul>
 *   <li><b>Backpressure:</b> one record at a time; while the broker is away, or slow, nothing is told and nothing held.
 *   <li><b>Errors:</b> are passed over: a second later it is told anew.
 * </ul>
 */
final class TelemetryReporter {
    private static final Logger LOG = LoggerFactory.getLogger(TelemetryReporter.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final long MAX_REPORT_BYTES = 1 << 20;

    private final Supplier<ProcessSnapshot> snapshots;
    private final RecordSink sink;
    private final Scheduler io;
    private final Scheduler timer;

    /**
     * @param sink stays the caller's
     * @param io looks at the meters
     */
    TelemetryReporter(Supplier<ProcessSnapshot> snapshots, RecordSink sink, Scheduler io, Scheduler timer) {
        this.snapshots = snapshots;
        this.sink = sink;
        this.io = io;
        this.timer = timer;
    }

    /** Returns how the sink is to be that it tells through. */
    static SinkSettings sinkOf(String process) {
        return SinkSettings.of("telemetry-" + process).withMaxInFlight(1, MAX_REPORT_BYTES);
    }

    /** Tells, as soon as its topic is there, until cancelled; of a broker that begins, others make the topics. */
    Flux<Position> whenThere(Transport transport) {
        return Flux.interval(Duration.ZERO, PERIOD, timer)
                .onBackpressureDrop()
                .concatMap(tick -> isThere(transport), 1)
                .filter(there -> there)
                .next()
                .thenMany(Flux.defer(this::run));
    }

    private static Mono<Boolean> isThere(Transport transport) {
        return transport
                .existing(List.of(Topics.TELEMETRY))
                .map(found -> !found.isEmpty())
                .onErrorReturn(RuntimeException.class, false);
    }

    /** Tells, until cancelled. */
    Flux<Position> run() {
        return Flux.interval(PERIOD, timer).onBackpressureDrop().concatMap(tick -> tell(), 1);
    }

    private Mono<Position> tell() {
        return Mono.fromCallable(snapshots::get)
                .subscribeOn(io)
                .map(TelemetryReporter::record)
                .flatMap(sink::send)
                .onErrorResume(RuntimeException.class, TelemetryReporter::notTold);
    }

    private static FlowRecord record(ProcessSnapshot snapshot) {
        byte[] json = ProcessSnapshotJson.write(snapshot).toString().getBytes(StandardCharsets.UTF_8);
        return FlowRecord.keyed(Topics.TELEMETRY, snapshot.id(), json, Map.of());
    }

    private static Mono<Position> notTold(RuntimeException error) {
        LOG.atDebug().setCause(error).log("telemetry was not told");
        return Mono.empty();
    }
}
