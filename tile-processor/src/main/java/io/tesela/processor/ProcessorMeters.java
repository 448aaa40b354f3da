package io.tesela.processor;

import io.micrometer.core.instrument.Counter;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.topic.Topics;
import io.tesela.processor.turn.TurnGate;
import io.tesela.telemetry.RoleMeters;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a processor counts. All counters are there from the start: the first count of one that comes late is no increase to
 * whoever looks at rates.
 *
 * <p><b>Threads:</b> any.
 */
final class ProcessorMeters {
    /** Series that the chains of clients may make, each with its buckets; what comes after them shares one. */
    static final int MAX_STAGES = 64;

    static final String OTHER = "other";

    private final RoleMeters meters;
    private final Counter filtered;
    private final Counter failed;
    private final Counter skipped;
    private final Counter malformed;
    private final Counter retries;
    private final Set<String> stages = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inFlight = new AtomicInteger();

    ProcessorMeters(RoleMeters meters) {
        this.meters = meters;
        this.filtered = meters.tiles("filtered");
        this.failed = meters.tiles("failed");
        this.skipped = meters.tiles("skipped");
        this.malformed = meters.tiles("malformed");
        this.retries = meters.retries();
        meters.queueDepth("tiles", inFlight::get);
    }

    /** Shows how the source of tiles fares; keeps it. */
    void watch(RecordSource source) {
        meters.kafkaLagRecords(Topics.TILES, () -> source.view().lagRecords());
        meters.receiverRebuilds(Topics.TILES, source, tiles -> tiles.view().rebuilds());
    }

    /** Shows the tiles that wait for their turn, and the turns that are with threads that do not return. */
    void show(TurnGate turns) {
        meters.queueDepth("turns", turns::waiting);
        meters.queueDepth("lost-turns", turns::lost);
    }

    void taken() {
        inFlight.incrementAndGet();
    }

    void done() {
        inFlight.decrementAndGet();
    }

    void skipped() {
        skipped.increment();
    }

    void malformed() {
        malformed.increment();
    }

    void retried() {
        retries.increment();
    }

    void failed() {
        failed.increment();
    }

    /** @param micros that the filters took, of all threads */
    void filtered(ChainPlan plan, long micros) {
        filtered.increment();
        meters.tileTime(label(plan.tileStageNames())).record(Duration.of(micros, ChronoUnit.MICROS));
    }

    // Two threads may each add the last stage that has a place: one series more does no harm.
    private String label(String stage) {
        if (stages.contains(stage)) {
            return stage;
        }
        if (stages.size() >= MAX_STAGES) {
            return OTHER;
        }
        stages.add(stage);
        return stage;
    }
}
