package io.tesela.assembler;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.tesela.assembler.join.ComposedFrame;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.topic.Topics;
import io.tesela.telemetry.RoleMeters;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * What an assembler counts. All counters are there from the start: the first count of one that comes late is no increase to
 * whoever looks at rates.
 *
 * <p><b>Threads:</b> any.
 */
final class AssemblerMeters {
    private final RoleMeters meters;
    private final Counter joined;
    private final Counter encoded;
    private final Counter duplicates;
    private final Counter malformed;
    private final Counter parked;
    private final Map<TileStatus, Counter> degraded = new EnumMap<>(TileStatus.class);
    private final Timer latency;

    AssemblerMeters(RoleMeters meters) {
        this.meters = meters;
        this.joined = meters.frames("joined");
        this.encoded = meters.frames("encoded");
        this.duplicates = meters.tiles("duplicate");
        this.malformed = meters.tiles("malformed");
        this.parked = meters.parkings();
        this.latency = meters.frameLatency();
        for (TileStatus status : EnumSet.complementOf(EnumSet.of(TileStatus.FILTERED))) {
            degraded.put(status, meters.degradedTiles(status.name().toLowerCase(Locale.ROOT)));
        }
    }

    /** Shows how many jobs are assembled. */
    void watch(IntSupplier jobs) {
        meters.jobs("assembling", jobs::getAsInt);
    }

    /** Shows how the source of results fares; keeps it. */
    void watch(RecordSource source) {
        meters.kafkaLagRecords(Topics.RESULTS, () -> source.view().lagRecords());
        meters.receiverRebuilds(
                Topics.RESULTS, source, results -> results.view().rebuilds());
    }

    void joined() {
        joined.increment();
    }

    void duplicate() {
        duplicates.increment();
    }

    void malformed() {
        malformed.increment();
    }

    void parked() {
        parked.increment();
    }

    void encoded(ComposedFrame frame, long nowMs) {
        encoded.increment();
        latency.record(
                Duration.ofMillis(Math.max(0, nowMs - frame.source().manifest().decodedAtMs())));
        for (TileResult tile : frame.source().tiles()) {
            Counter counter = degraded.get(tile.verdict().status());
            if (counter != null) {
                counter.increment();
            }
        }
    }
}
