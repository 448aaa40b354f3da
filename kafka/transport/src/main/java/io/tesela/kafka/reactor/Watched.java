package io.tesela.kafka.reactor;

import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * One connection of a source as its watchdog sees it. Threads: any.
 *
 * @param <T> what the connection emits
 */
interface Watched<T> {
    /** Returns the partitions owned now. */
    List<Sight.Partition> partitions();

    /** Notes that the logs end at these offsets, by partition, or beyond by now. */
    void endAt(Map<Integer, Long> ends);

    /** Notes that a record goes downstream. */
    void emitted(T record);

    /** Completes when the connection is closed, and owns nothing any more. */
    Mono<Void> over();

    /** Takes everything from a connection that cannot be closed; whatever it does later has no effect. */
    void abandon();
}
