package io.tesela.bench.leaks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How one job ended.
 *
 * @param fate how it was to end
 * @param trouble what was not as it should be, one sentence; empty if nothing
 */
record JobEnd(int number, JobFate fate, String trouble) {
    /** Returns how many jobs were to end in which way, for people. */
    static String tally(List<JobEnd> ends) {
        Map<JobFate, Long> counts =
                ends.stream().collect(Collectors.groupingBy(JobEnd::fate, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().label())
                .collect(Collectors.joining(", "));
    }
}
