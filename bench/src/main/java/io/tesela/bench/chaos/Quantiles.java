package io.tesela.bench.chaos;

import io.tesela.bench.NearestRank;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Durations by their size; the nearest rank counts. */
record Quantiles(List<Duration> sorted) {
    static final double NEARLY_ALL = 0.95;

    static Quantiles of(Stream<Duration> durations) {
        return new Quantiles(durations.sorted().toList());
    }

    /** Returns what a part of them does not exceed, in seconds, for people; 0 of none. */
    String seconds(double part) {
        return seconds(at(part));
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1e3);
    }

    private Duration at(double part) {
        return sorted.isEmpty() ? Duration.ZERO : NearestRank.of(sorted, part);
    }
}
