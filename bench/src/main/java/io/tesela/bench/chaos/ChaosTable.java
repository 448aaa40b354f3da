package io.tesela.bench.chaos;

import io.tesela.bench.Table;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Outcomes as a table, and in one line. */
record ChaosTable(List<ChaosOutcome> outcomes) {
    private static final double NEARLY_ALL = 0.95;

    ChaosTable {
        outcomes = List.copyOf(outcomes);
    }

    /** Returns a row for each schedule, then what they add up to. */
    String text() {
        Table table =
                new Table("seed: frame, what happens", "kills", "bytes", "took s", "standstill s", "double tiles");
        outcomes.forEach(outcome -> table.row(
                outcome.schedule().seed() + ": " + outcome.schedule().label() + tooLate(outcome),
                String.valueOf(outcome.schedule().kills()),
                outcome.well() ? "same" : "WRONG",
                seconds(outcome.took()),
                seconds(outcome.standstill()),
                String.valueOf(outcome.duplicateTiles())));
        return table + "\n" + summary() + "\n";
    }

    private static String tooLate(ChaosOutcome outcome) {
        return outcome.unstruck() == 0 ? "" : " (" + outcome.unstruck() + " too late)";
    }

    private String summary() {
        List<Duration> standstills =
                outcomes.stream().map(ChaosOutcome::standstill).sorted().toList();
        long well = outcomes.stream().filter(ChaosOutcome::well).count();
        return String.format(
                Locale.ROOT,
                "%d of %d outputs are the same; standstills: median %s s, p95 %s s, longest %s s",
                well,
                outcomes.size(),
                seconds(at(standstills, 0.5)),
                seconds(at(standstills, NEARLY_ALL)),
                seconds(at(standstills, 1)));
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
