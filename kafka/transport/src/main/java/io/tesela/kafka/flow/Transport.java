package io.tesela.kafka.flow;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * One process's connection to the logs: makes sources and sinks, looks after topics.
 *
 * <ul>
 *   <li><b>Threads:</b> every method may be called from any thread; {@code Mono}s do their work on subscription, never block
 *       and signal on the transport's scheduler. {@link #sink} may take some 100 ms, so it belongs into wiring.
 *   <li><b>Ownership:</b> the transport closes what it made, but not its scheduler.
 *   <li><b>Errors:</b> {@link TransportException}.
 * </ul>
 */
public interface Transport extends AutoCloseable {
    /**
     * Returns a source that shares the topic's partitions with the other members of its group. Partitions move one by one
     * when members come and go; those that stay are not interrupted. Where the group has no committed offset it starts at the
     * oldest record. New partitions are found within seconds.
     */
    RecordSource consumer(ConsumerSettings settings, AssignmentListener listener);

    /**
     * Returns a source of one partition that nobody else is kept from reading; it commits to, and starts from, the group's
     * offset. The same group must not have members.
     */
    RecordSource assigned(ConsumerSettings settings, int partition);

    /** Returns a reader of all partitions of a topic; partitions added later are read too. */
    LogTail tail(String topic);

    /** Returns a sink; records for any topic go through it. */
    RecordSink sink(SinkSettings settings);

    /**
     * Creates the topics that do not exist, and brings the named settings of those that do to the given values. Never adds or
     * removes partitions of an existing topic, since that would move keys. Completes when every partition can be written to
     * and read from.
     *
     * @return the real number of partitions of each
     */
    Mono<Map<String, Integer>> ensureTopics(List<TopicSpec> specs);

    /** Returns the number of partitions of each topic; fails if one does not exist. */
    Mono<Map<String, Integer>> partitions(Collection<String> topics);

    /** Returns the number of partitions of those topics that exist; changes nothing. */
    Mono<Map<String, Integer>> existing(Collection<String> topics);

    /**
     * Adds partitions until the topic has {@code partitions} of them; does nothing if it has as many or more. Completes when
     * every partition can be written to and read from.
     *
     * @return the number it has now
     */
    Mono<Integer> growTopic(String topic, int partitions);

    /** Returns, for every partition of a topic, how far a group is and whether it has an owner. */
    Mono<Map<Integer, ServiceView>> service(String topic, String group);

    /**
     * Deletes the records below the given offset of each partition. Completes when nobody can read them any more; disk space
     * follows later. Not for compacted topics.
     */
    Mono<Void> deleteBefore(String topic, Map<Integer, Long> offsets);

    /** Completes all deliveries, commits what was acknowledged, closes all sinks; waits a bounded time; idempotent. */
    @Override
    void close();
}
