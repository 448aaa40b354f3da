package io.tesela.bench.chaos;

import io.tesela.bench.Table;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What deaths cost, a row for each role. */
record TakeOverTable(List<TakeOver> takeOvers) {
    TakeOverTable {
        takeOvers = List.copyOf(takeOvers);
    }

    String text() {
        Map<String, List<TakeOver>> byRole =
                takeOvers.stream().collect(Collectors.groupingBy(TakeOver::role, TreeMap::new, Collectors.toList()));
        Table table =
                new Table("killed", "times", "median s", "p95 s", "longest s", "p95 s after its replacement is ready");
        byRole.forEach((role, deaths) -> {
            Quantiles standstills = Quantiles.of(deaths.stream().map(TakeOver::standstill));
            Quantiles afterReady = Quantiles.of(deaths.stream().flatMap(death -> death.afterReady().stream()));
            table.row(
                    role,
                    String.valueOf(deaths.size()),
                    standstills.seconds(0.5),
                    standstills.seconds(Quantiles.NEARLY_ALL),
                    standstills.seconds(1),
                    afterReady.seconds(Quantiles.NEARLY_ALL));
        });
        return table.toString();
    }
}
