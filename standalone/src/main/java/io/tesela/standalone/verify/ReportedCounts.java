package io.tesela.standalone.verify;

import io.tesela.domain.report.FoundRun;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What filters found on each frame, as a report names it in runs. */
final class ReportedCounts {
    private final Map<String, NavigableMap<Long, FoundRun>> byFilter = new HashMap<>();

    ReportedCounts(Collection<FoundRun> runs) {
        for (FoundRun run : runs) {
            byFilter.computeIfAbsent(run.filter(), filter -> new TreeMap<>()).put(run.firstFrame(), run);
        }
    }

    /** Returns the counts on a frame by the names of filters; without those of whom no run has it. */
    Map<String, Integer> on(long frame) {
        Map<String, Integer> counts = new TreeMap<>();
        byFilter.forEach((filter, runs) -> {
            Map.Entry<Long, FoundRun> last = runs.floorEntry(frame);
            if (last != null && frame - last.getKey() < last.getValue().frames()) {
                counts.put(filter, last.getValue().count());
            }
        });
        return counts;
    }
}
