package io.tesela.bench.chaos;

import io.tesela.bench.Table;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Outcomes as a table, and in one line. */
record ChaosTable(List<ChaosOutcome> outcomes) {
    private static final double NEARLY_ALL = 0.95;

    ChaosTable {
        outcomes = List.copyOf(outcomes);
    }

    /** Returns a row for each schedule, then what they add up to. */
    String text() {
        Table table = new Table(
                "seed: frame, what happens",
                "kills",
                "bytes",
                "took s",
                "standstill s",
                "double tiles",
                "struck records");
        outcomes.forEach(outcome -> table.row(
                outcome.schedule().seed() + ": " + outcome.schedule().label() + tooLate(outcome),
                String.valueOf(outcome.schedule().kills()),
                bytes(outcome),
                seconds(outcome.took()),
                seconds(outcome.standstill()),
                String.valueOf(outcome.duplicateTiles()),
                String.valueOf(outcome.struckRecords())));
        return table + "\n" + summary() + "\n";
    }

    private static String bytes(ChaosOutcome outcome) {
        if (!outcome.well()) {
            return "WRONG";
        }
        return outcome.schedule().fails() ? "none" : "same";
    }

    private static String tooLate(ChaosOutcome outcome) {
        return outcome.unstruck() == 0 ? "" : " (" + outcome.unstruck() + " too late)";
    }

    private String summary() {
        List<Duration> standstills =
                coming().map(ChaosOutcome::standstill).sorted().toList();
        return String.format(
                Locale.ROOT,
                "%d of %d outputs are the same, %d of %d jobs failed as they were to; standstills: median %s s, p95 %s s,"
                        + " longest %s s",
                coming().filter(ChaosOutcome::well).count(),
                coming().count(),
                outcomes.stream()
                        .filter(outcome -> outcome.schedule().fails() && outcome.well())
                        .count(),
                outcomes.size() - coming().count(),
                seconds(at(standstills, 0.5)),
                seconds(at(standstills, NEARLY_ALL)),
                seconds(at(standstills, 1)));
    }

    /** Those that are to come back. */
    private Stream<ChaosOutcome> coming() {
        return outcomes.stream().filter(outcome -> !outcome.schedule().fails());
    }

    private static Duration at(List<Duration> sorted, double part) {
        return sorted.isEmpty()
                ? Duration.ZERO
                : sorted.get((int) Math.min(sorted.size() - 1L, (long) (part * sorted.size())));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1e3);
    }
}
