package io.tesela.kafka.reactor;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells, from looks at a source, whether it stands still though nothing holds it back.
 *
 * <p>It does when, for a time, some partition was owed at every look and nothing at all was delivered. What is not owed to
 * anybody never counts: without demand, while the downstream is at work on a record, on partitions that are paused.
 *
 * <p>Threads: one at a time.
 */
final class StallWatch {
    private final long limitMs;
    private final Map<Owed, Long> owedSinceMs = new HashMap<>();
    private long deliveredBefore;

    private record Owed(int partition, long generation) {}

    /** @param limit how long a source may stand still */
    StallWatch(Duration limit) {
        this.limitMs = limit.toMillis();
    }

    /** Takes a look, later than all looks before; returns whether the source has stood still for the limit. */
    boolean stalled(Sight sight, long nowMs) {
        if (sight.delivered() != deliveredBefore) {
            owedSinceMs.clear();
        }
        deliveredBefore = sight.delivered();
        Set<Owed> owed = owed(sight);
        owedSinceMs.keySet().retainAll(owed);
        owed.forEach(partition -> owedSinceMs.putIfAbsent(partition, nowMs));
        return owedSinceMs.values().stream().anyMatch(since -> nowMs - since >= limitMs);
    }

    /** Forgets what was seen: whatever is owed is owed from the next look on. */
    void reset() {
        owedSinceMs.clear();
    }

    private static Set<Owed> owed(Sight sight) {
        Set<Owed> owed = new HashSet<>();
        if (sight.demand() > 0 && !sight.busy()) {
            for (Sight.Partition partition : sight.partitions()) {
                if (!partition.paused() && partition.owed() > 0) {
                    owed.add(new Owed(partition.number(), partition.generation()));
                }
            }
        }
        return owed;
    }
}
