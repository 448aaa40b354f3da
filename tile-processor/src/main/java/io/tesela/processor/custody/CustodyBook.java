package io.tesela.processor.custody;

import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.ServiceView;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The partitions that this processor holds, each with what is known of its former owners.
 *
 * <p>Nothing is asked of the carrier before the first delivery of an assignment: where no tile is filtered, nobody can die of one.
 *
 * <p><b>Threads:</b> any.
 */
public final class CustodyBook implements AssignmentListener {
    /** What the source is to put before the notes of partitions that it hands over. */
    public static final String LEAVING_MARK = CustodyNote.LEFT;

    private final Mono<Map<Integer, ServiceView>> look;
    private final RecordSource source;
    private final Scheduler timer;
    private final Map<Integer, HeldPartition> held = new ConcurrentHashMap<>();

    /**
     * @param look asks how the partitions of the source have fared
     * @param source stores notes, with {@link #LEAVING_MARK}, and tells this of assignments
     * @param timer for patience
     */
    public CustodyBook(Mono<Map<Integer, ServiceView>> look, RecordSource source, Scheduler timer) {
        this.look = look;
        this.source = source;
        this.timer = timer;
    }

    @Override
    public void assigned(Set<Integer> partitions, long generation) {
        Mono<Map<Integer, ServiceView>> together = look.cache();
        partitions.forEach(
                partition -> held.put(partition, new HeldPartition(partition, generation, together, source, timer)));
    }

    @Override
    public void revoked(Set<Integer> partitions) {
        for (Integer partition : partitions) {
            HeldPartition lost = held.remove(partition);
            if (lost != null) {
                lost.end();
            }
        }
    }

    /**
     * Emits the partition of a delivery once it is known what its former owners say of it; empty if that is held no longer, or anew:
     * somebody else is given the record, or this is.
     */
    public Mono<HeldPartition> of(Delivery delivery) {
        HeldPartition partition = held.get(delivery.partition());
        return partition == null || partition.generation() != delivery.generation() ? Mono.empty() : partition.taken();
    }
}
