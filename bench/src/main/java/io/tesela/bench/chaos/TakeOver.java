package io.tesela.bench.chaos;

import io.tesela.bench.Table;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How long it took until the work of a process that was killed was done by another.
 *
 * @param role what it was; of several that do the same, all have one name
 * @param standstill from its death to a further frame, see {@link Standstills}
 * @param afterReady the part of that in which the process that replaces it was ready; zero if the job went on before; empty if it was
 *     not ready before it was killed, too, or the job was over
 */
record TakeOver(String role, Duration standstill, Optional<Duration> afterReady) {
    /** Returns a row for each role. */
    static String table(List<TakeOver> takeOvers) {
        Map<String, List<TakeOver>> byRole =
                takeOvers.stream().collect(Collectors.groupingBy(TakeOver::role, TreeMap::new, Collectors.toList()));
        Table table =
                new Table("killed", "times", "median s", "p95 s", "longest s", "p95 s after its replacement is ready");
        byRole.forEach((role, deaths) -> {
            Quantiles standstills = Quantiles.of(deaths.stream().map(TakeOver::standstill));
            table.row(
                    role,
                    String.format(Locale.ROOT, "%d", deaths.size()),
                    standstills.seconds(0.5),
                    standstills.seconds(Quantiles.NEARLY_ALL),
                    standstills.seconds(1),
                    Quantiles.of(deaths.stream().flatMap(death -> death.afterReady().stream()))
                            .seconds(Quantiles.NEARLY_ALL));
        });
        return table.toString();
    }
}
