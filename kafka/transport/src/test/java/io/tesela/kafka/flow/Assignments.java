package io.tesela.kafka.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Follows what a source is told, and checks that it makes sense. */
final class Assignments implements AssignmentListener {
    private final Map<Integer, Long> owned = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long lastGeneration;
    private int revocations;
    private boolean joined;

    synchronized Set<Integer> owned() {
        return Set.copyOf(owned.keySet());
    }

    synchronized long generation(int partition) {
        return owned.getOrDefault(partition, -1L);
    }

    synchronized int revocations() {
        return revocations;
    }

    synchronized boolean hasJoined() {
        return joined;
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    @Override
    public synchronized void joined() {
        joined = true;
    }

    @Override
    public synchronized void assigned(Set<Integer> partitions, long generation) {
        if (!joined) {
            violations.add("assigned " + partitions + " before joined");
        }
        if (generation <= lastGeneration || partitions.isEmpty()) {
            violations.add("assigned " + partitions + ", generation " + generation + " after " + lastGeneration);
        }
        lastGeneration = generation;
        for (Integer partition : partitions) {
            if (owned.put(partition, generation) != null) {
                violations.add("assigned twice: " + partition);
            }
        }
    }

    @Override
    public synchronized void revoked(Set<Integer> partitions) {
        revocations++;
        for (Integer partition : partitions) {
            if (owned.remove(partition) == null) {
                violations.add("revoked, not owned: " + partition);
            }
        }
    }
}
