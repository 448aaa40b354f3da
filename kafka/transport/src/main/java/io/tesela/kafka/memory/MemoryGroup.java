package io.tesela.kafka.memory;

import io.tesela.kafka.flow.ServiceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One group on one topic: who owns which partition, and what is committed.
 *
 * <p>A rebalance moves as few partitions as an even spread needs. A partition moves in two steps: its owner is asked to give it
 * up; when it has, the partition is free and goes to whoever has too few. What a member is told is queued with it under the
 * lock, so in the order of decisions; only its waking is put off.
 *
 * <p>Threads: its topic's lock is held.
 */
final class MemoryGroup {
    private final MemoryTopic topic;
    private final Map<MemorySource.Member, Set<Integer>> members = new LinkedHashMap<>();
    private final Map<Integer, MemorySource.Member> owners = new HashMap<>();
    private final Set<Integer> beingRevoked = new HashSet<>();
    private final Map<Integer, Committed> committed = new HashMap<>();

    private record Committed(long offset, String note) {}

    MemoryGroup(MemoryTopic topic) {
        this.topic = topic;
    }

    void join(MemorySource.Member member) {
        members.put(member, new TreeSet<>());
        rebalance();
    }

    void leave(MemorySource.Member member) {
        Set<Integer> left = members.remove(member);
        if (left != null) {
            left.forEach(owners::remove);
            beingRevoked.removeAll(left);
            rebalance();
        }
    }

    /** The owner has given partitions up. */
    void release(MemorySource.Member member, Set<Integer> partitions) {
        Set<Integer> held = members.get(member);
        if (held != null) {
            held.removeAll(partitions);
            partitions.forEach(owners::remove);
            beingRevoked.removeAll(partitions);
            rebalance();
        }
    }

    void rebalance() {
        if (members.isEmpty()) {
            return;
        }
        Map<MemorySource.Member, Integer> quotas = quotas();
        askBack(quotas);
        handOut(quotas);
    }

    /** Returns the offset to start a partition at: the committed one, or the beginning. */
    long startOffset(int partition) {
        Committed offset = committed.get(partition);
        return offset == null ? topic.log(partition).begin() : offset.offset();
    }

    /** Commits an offset with a note, unless that would go back, or say nothing new of the offset. */
    void commit(int partition, long offset, String note, boolean deleteBehind) {
        Committed before = committed.get(partition);
        if (before == null || offset > before.offset()) {
            committed.put(partition, new Committed(offset, note));
            if (deleteBehind) {
                topic.deleteBefore(partition, offset);
            }
        }
    }

    /** Commits a note with an offset, which may be committed already. */
    void note(int partition, long offset, String note) {
        committed.put(partition, new Committed(offset, note));
    }

    ServiceView view(int partition, MemoryLog log) {
        @Nullable Committed offset = committed.get(partition);
        return new ServiceView(
                log.begin(),
                offset == null ? OptionalLong.empty() : OptionalLong.of(offset.offset()),
                log.end(),
                owners.containsKey(partition),
                offset == null ? "" : offset.note());
    }

    // Who has most may keep one more, where the partitions do not divide evenly.
    private Map<MemorySource.Member, Integer> quotas() {
        List<MemorySource.Member> byHoldings = new ArrayList<>(members.keySet());
        byHoldings.sort(Comparator.comparingInt(member -> -holdings(member).size()));
        int share = topic.partitionCount() / members.size();
        int spare = topic.partitionCount() % members.size();
        Map<MemorySource.Member, Integer> quotas = new HashMap<>();
        for (int i = 0; i < byHoldings.size(); i++) {
            quotas.put(byHoldings.get(i), share + (i < spare ? 1 : 0));
        }
        return quotas;
    }

    private void askBack(Map<MemorySource.Member, Integer> quotas) {
        members.forEach((member, held) -> {
            Set<Integer> tooMany = new TreeSet<>(held);
            tooMany.removeAll(beingRevoked);
            held.stream()
                    .filter(partition -> !beingRevoked.contains(partition))
                    .limit(quotas.getOrDefault(member, 0))
                    .forEach(tooMany::remove);
            if (!tooMany.isEmpty()) {
                beingRevoked.addAll(tooMany);
                member.askBack(tooMany);
                topic.afterUnlock(member::wake);
            }
        });
    }

    private void handOut(Map<MemorySource.Member, Integer> quotas) {
        Set<Integer> free = new TreeSet<>();
        for (int partition = 0; partition < topic.partitionCount(); partition++) {
            if (!owners.containsKey(partition)) {
                free.add(partition);
            }
        }
        members.forEach((member, held) -> {
            int quota = quotas.getOrDefault(member, 0);
            Set<Integer> given = new TreeSet<>();
            long kept = held.stream()
                    .filter(partition -> !beingRevoked.contains(partition))
                    .count();
            free.stream().limit(Math.max(0, quota - kept)).forEach(given::add);
            // Whoever is to have nothing is told so.
            if (!given.isEmpty() || quota == 0) {
                free.removeAll(given);
                held.addAll(given);
                given.forEach(partition -> owners.put(partition, member));
                member.give(given);
                topic.afterUnlock(member::wake);
            }
        });
    }

    private Set<Integer> holdings(MemorySource.Member member) {
        return members.getOrDefault(member, Set.of());
    }
}
