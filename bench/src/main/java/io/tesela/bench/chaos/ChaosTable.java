package io.tesela.bench.chaos;

import io.tesela.bench.Table;
import io.tesela.bench.chaos.Traffic.DoneAgain;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Outcomes as a table, and in one line. */
record ChaosTable(List<ChaosOutcome> outcomes) {
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
                "frames sent again",
                "filtered again",
                "struck records");
        outcomes.forEach(outcome -> table.row(
                outcome.schedule().seed() + ": " + outcome.schedule().label() + tooLate(outcome),
                String.valueOf(outcome.schedule().kills()),
                bytes(outcome),
                Quantiles.seconds(outcome.took()),
                Quantiles.seconds(outcome.standstill()),
                again(outcome, DoneAgain::framesSent),
                again(outcome, DoneAgain::framesFiltered),
                String.valueOf(outcome.struckRecords())));
        TakeOverTable takeOvers = new TakeOverTable(
                coming().flatMap(outcome -> outcome.takeOvers().stream()).toList());
        return table + "\n" + takeOvers.text() + "\n" + summary() + "\n";
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
        Quantiles standstills = Quantiles.of(coming().map(ChaosOutcome::standstill));
        return String.format(
                Locale.ROOT,
                "%d of %d outputs are the same, %d of %d jobs failed as they were to; the longest standstill of each: median"
                        + " %s s, p95 %s s, longest %s s",
                coming().filter(ChaosOutcome::well).count(),
                coming().count(),
                outcomes.stream()
                        .filter(outcome -> outcome.schedule().fails() && outcome.well())
                        .count(),
                outcomes.size() - coming().count(),
                standstills.seconds(0.5),
                standstills.seconds(Quantiles.NEARLY_ALL),
                standstills.seconds(1));
    }

    /** Those that are to come back. */
    private Stream<ChaosOutcome> coming() {
        return outcomes.stream().filter(outcome -> !outcome.schedule().fails());
    }

    /** Of a job that came to nothing, nobody can tell what was done again. */
    private static String again(ChaosOutcome outcome, ToDoubleFunction<DoneAgain> frames) {
        return outcome.again()
                .filter(known -> outcome.well() && !outcome.schedule().fails())
                .map(known -> String.format(Locale.ROOT, "%.1f", frames.applyAsDouble(known)))
                .orElse("-");
    }
}
