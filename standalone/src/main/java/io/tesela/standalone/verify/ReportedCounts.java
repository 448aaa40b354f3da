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

    /**
     * Takes the runs of a report.
     *
     * @throws IllegalArgumentException if one has no filter, goes on beyond the last frame, or says of a frame what another one says
     */
    ReportedCounts(Collection<FoundRun> runs, long frames) {
        for (FoundRun run : runs) {
            add(run, frames);
        }
    }

    /** What is null in the JSON is null here, whatever the types say. */
    private void add(FoundRun run, long frames) {
        if (run.filter() == null || run.firstFrame() + run.frames() > frames) {
            throw new IllegalArgumentException(run + " (expected: of a filter, and of " + frames + " frames)");
        }
        NavigableMap<Long, FoundRun> before = byFilter.computeIfAbsent(run.filter(), filter -> new TreeMap<>());
        Map.Entry<Long, FoundRun> last = before.lastEntry();
        if (last != null && last.getKey() + last.getValue().frames() > run.firstFrame()) {
            throw new IllegalArgumentException(run + " (expected: behind " + last.getValue() + ")");
        }
        before.put(run.firstFrame(), run);
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
