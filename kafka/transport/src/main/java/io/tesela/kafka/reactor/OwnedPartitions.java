package io.tesela.kafka.reactor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that one session owns at a time.
 *
 * <p>Threads: any; a partition is lost to exactly one of those who {@link #take} it.
 */
final class OwnedPartitions {
    private final Map<TopicPartition, OwnedPartition> owned = new ConcurrentHashMap<>();
    private final Set<Integer> pausedByOwner;
    private final int maxUnacknowledged;

    /**
     * @param pausedByOwner partitions that the source's user has paused; only read here
     * @param maxUnacknowledged records of one partition delivered and not acknowledged at which it pauses
     */
    OwnedPartitions(Set<Integer> pausedByOwner, int maxUnacknowledged) {
        this.pausedByOwner = pausedByOwner;
        this.maxUnacknowledged = maxUnacknowledged;
    }

    void give(TopicPartition partition, long generation) {
        owned.put(partition, new OwnedPartition(partition, generation));
    }

    /** Takes those of the partitions that are owned, and makes their later acknowledgements void. */
    List<OwnedPartition> take(Collection<TopicPartition> partitions) {
        List<OwnedPartition> taken = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            OwnedPartition state = owned.remove(partition);
            if (state != null) {
                state.ledger().close();
                taken.add(state);
            }
        }
        return taken;
    }

    List<OwnedPartition> takeAll() {
        return take(List.copyOf(owned.keySet()));
    }

    @Nullable
    OwnedPartition get(TopicPartition partition) {
        return owned.get(partition);
    }

    Collection<OwnedPartition> all() {
        return owned.values();
    }

    /** Returns whether a partition is not to be read now: its owner paused it, or too much of it is unacknowledged. */
    boolean paused(TopicPartition partition) {
        OwnedPartition state = owned.get(partition);
        return pausedByOwner.contains(partition.partition())
                || (state != null && state.ledger().unacknowledged() >= maxUnacknowledged);
    }

    List<Sight.Partition> sight() {
        return owned.values().stream()
                .map(state -> new Sight.Partition(
                        state.topicPartition().partition(),
                        state.generation(),
                        paused(state.topicPartition()),
                        state.owed()))
                .toList();
    }

    /** Notes that the logs end at these offsets, by partition, or beyond by now. */
    void endAt(Map<Integer, Long> ends) {
        for (OwnedPartition state : owned.values()) {
            state.endsAt(ends.getOrDefault(state.topicPartition().partition(), 0L));
        }
    }

    /** Notes that the downstream was given a delivery; one of an older generation says nothing. */
    void emitted(TopicPartition partition, long generation) {
        OwnedPartition state = owned.get(partition);
        if (state != null && state.generation() == generation) {
            state.emitted();
        }
    }
}
