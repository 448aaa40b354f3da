package io.tesela.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What one meter says at one moment, for those who show it rather than store it.
 *
 * @param name as in {@link TelemetryNames}
 * @param tags without those that are empty
 * @param value of a gauge, count of a counter or a timer
 * @param seconds a timer's in all; 0 of the others
 * @param buckets of a timer: how many took at most 1, 2, 5, 10, 20, 50, 100, 200, 500 ms, 1, 2, 5 and 10 s; empty of the others
 */
public record MeterReading(String name, Map<String, String> tags, double value, double seconds, List<Long> buckets) {
    private static final String OURS = "tesela.";

    /** Of everything else only what a person looks at. */
    private static final Set<String> OTHERS = Set.of(
            "process.cpu.usage",
            "system.cpu.usage",
            "system.cpu.count",
            TelemetryNames.RESIDENT_MEMORY,
            "process.uptime");

    public MeterReading {
        tags = Map.copyOf(tags);
        buckets = List.copyOf(buckets);
    }

    /** Returns what our own meters say, and some of the process; gauges are asked on this thread. */
    static List<MeterReading> of(MeterRegistry registry) {
        return registry.getMeters().stream()
                .filter(meter -> isShown(meter.getId().getName()))
                .map(MeterReading::of)
                .flatMap(Optional::stream)
                .filter(reading -> Double.isFinite(reading.value))
                .toList();
    }

    private static boolean isShown(String name) {
        return name.startsWith(OURS) || OTHERS.contains(name);
    }

    private static Optional<MeterReading> of(Meter meter) {
        return meter.match(
                gauge -> plain(gauge, gauge.value()),
                counter -> plain(counter, counter.count()),
                MeterReading::timer,
                summary -> Optional.empty(),
                longTask -> Optional.empty(),
                timeGauge -> plain(timeGauge, timeGauge.value(TimeUnit.SECONDS)),
                functionCounter -> plain(functionCounter, functionCounter.count()),
                functionTimer -> Optional.empty(),
                other -> Optional.empty());
    }

    private static Optional<MeterReading> plain(Meter meter, double value) {
        return Optional.of(new MeterReading(meter.getId().getName(), tags(meter), value, 0, List.of()));
    }

    private static Optional<MeterReading> timer(Timer timer) {
        List<Long> buckets = Arrays.stream(timer.takeSnapshot().histogramCounts())
                .map(CountAtBucket::count)
                .map(Math::round)
                .toList();
        return Optional.of(new MeterReading(
                timer.getId().getName(), tags(timer), timer.count(), timer.totalTime(TimeUnit.SECONDS), buckets));
    }

    private static Map<String, String> tags(Meter meter) {
        return meter.getId().getTags().stream()
                .filter(tag -> !tag.getValue().isEmpty())
                .collect(Collectors.toMap(Tag::getKey, Tag::getValue));
    }
}
