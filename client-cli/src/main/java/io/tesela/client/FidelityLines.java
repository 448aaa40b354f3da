package io.tesela.client;

import io.tesela.domain.report.JobReport.Fidelity;
import java.util.ArrayList;
import java.util.List;

/** Says what a result has kept of its video, on one line each; a pure function. */
final class FidelityLines {
    private FidelityLines() {}

    /** Returns a line for what was kept, what was changed and what was dropped; none where there is nothing to say. */
    static List<String> of(Fidelity fidelity) {
        List<String> lines = new ArrayList<>();
        add(lines, "kept:    ", fidelity.kept());
        add(lines, "changed: ", fidelity.changed());
        add(lines, "dropped: ", fidelity.dropped());
        return lines;
    }

    private static void add(List<String> lines, String title, List<String> things) {
        if (!things.isEmpty()) {
            lines.add(title + String.join("; ", things));
        }
    }
}
