package io.tesela.processor;

import io.tesela.domain.filter.FilterSpec;
import io.tesela.telemetry.RoleMeters;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a processor counts.
 *
 * <p><b>Threads:</b> any.
 */
final class ProcessorMeters {
    private final RoleMeters meters;
    private final AtomicInteger inFlight = new AtomicInteger();

    ProcessorMeters(RoleMeters meters) {
        this.meters = meters;
        meters.queueDepth("tiles", inFlight::get);
    }

    void taken() {
        inFlight.incrementAndGet();
    }

    void done() {
        inFlight.decrementAndGet();
    }

    void skipped() {
        meters.tiles("skipped").increment();
    }

    void malformed() {
        meters.tiles("malformed").increment();
    }

    void retried() {
        meters.retries().increment();
    }

    void failed() {
        meters.tiles("failed").increment();
    }

    void filtered(TileTask task) {
        meters.tiles("filtered").increment();
        List<FilterSpec> stage = task.plan().tileStage();
        String last = stage.isEmpty() ? "none" : stage.get(stage.size() - 1).name();
        meters.tileTime(last).record(Duration.ofNanos(task.lastMicros() * 1000));
    }
}
