package io.tesela.kafka.reactor;

import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a session does on the thread that polls, around each poll. Threads: that thread only. */
interface PollHooks {
    /** Runs before every poll, also while the downstream asks for nothing: at least every poll timeout. */
    void beforePoll(TrackedConsumer consumer);

    /** Returns whether this partition must not be fetched now, besides what the demand says. */
    boolean paused(TopicPartition partition);

    /** Returns what goes downstream for the records that a poll gave of one partition, in their order. */
    List<ConsumerRecord<byte[], Object>> polled(TopicPartition partition, List<ConsumerRecord<byte[], Object>> records);

    /** Runs after every poll, when all its partitions went through {@link #polled}. */
    void afterPoll(TrackedConsumer consumer);

    /**
     * Runs inside a poll, when the group has taken the consumer for dead: others may have the partitions by now, so that nothing
     * can be said of them any more.
     */
    default void lost(Collection<TopicPartition> partitions) {}

    /** Runs once, when the consumer is closed; whatever it owned, it owns no more. */
    void closed();
}
