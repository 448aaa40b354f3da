package io.tesela.kafka.reactor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A Kafka consumer that runs a session's hooks around each poll, on the thread that polls.
 *
 * <p>Reactor Kafka owns the poll loop and gives no place in it to commit a contiguous prefix, to pause one partition or to
 * stamp a record with the generation under which it was polled; a consumer of our own does. Its value is an {@code Object}:
 * the bytes as they leave the network, and what the session made of them when they leave {@link #poll}.
 *
 * <p>Which partitions are paused is worked out again before every poll, from the demand and the session's answer. So no
 * rebalance can leave a partition paused, or running, by mistake (reactor-kafka issues 297 and 432).
 *
 * <p>Threads: the poll loop's only, as every Kafka consumer.
 */
final class TrackedConsumer extends KafkaConsumer<byte[], Object> {
    private final PollHooks hooks;
    private final CompletableFuture<Void> closed;
    private final KafkaClientMeters.Binding shown;
    private boolean noDemand;

    /** @param closed is completed when the consumer has left its group */
    TrackedConsumer(
            Map<String, Object> properties, PollHooks hooks, CompletableFuture<Void> closed, KafkaClientMeters meters) {
        super(properties, new ByteArrayDeserializer(), (topic, data) -> data);
        this.hooks = hooks;
        this.closed = closed;
        this.shown = meters.consumer(this);
    }

    /** Subscribes somebody who is told of partitions that are lost as if they were revoked, after the hooks have been told. */
    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, new LossListener(listener));
    }

    @Override
    public ConsumerRecords<byte[], Object> poll(Duration timeout) {
        try {
            hooks.beforePoll(this);
            applyPauses();
            ConsumerRecords<byte[], Object> tracked = track(super.poll(timeout));
            hooks.afterPoll(this);
            return tracked;
        } catch (LinkageError e) {
            // Reactor takes it for fatal, would kill the thread without a signal, and the flux would hang for ever.
            throw new KafkaException("the Kafka libraries on the class path do not fit together", e);
        }
    }

    /** Notes that the downstream asks for nothing; takes effect at once, since a rebalance may call it inside a poll. */
    @Override
    public void pause(Collection<TopicPartition> partitions) {
        noDemand = true;
        super.pause(partitions);
    }

    /** Notes that the downstream asks again; takes effect at the next poll. */
    @Override
    public void resume(Collection<TopicPartition> partitions) {
        noDemand = false;
    }

    @Override
    @SuppressWarnings("deprecation") // the method that Reactor Kafka calls
    public void close(Duration timeout) {
        shown.close();
        try {
            super.close(timeout);
        } finally {
            hooks.closed();
            closed.complete(null);
        }
    }

    /** Returns the offset of the next record that a poll will give; empty if that is not known without asking the broker. */
    OptionalLong knownPosition(TopicPartition partition) {
        try {
            return assignment().contains(partition)
                    ? OptionalLong.of(position(partition, Duration.ZERO))
                    : OptionalLong.empty();
        } catch (TimeoutException | WakeupException e) {
            // A wake-up is meant for a poll: thrown from here it would take what that has polled with it, and never
            // give it
            // back.
            return OptionalLong.empty();
        }
    }

    /** Returns how far the end known from the last fetch is beyond the position; empty if that is not known. */
    OptionalLong knownLag(TopicPartition partition) {
        return assignment().contains(partition) ? currentLag(partition) : OptionalLong.empty();
    }

    private void applyPauses() {
        Set<TopicPartition> pausedNow = paused();
        List<TopicPartition> toPause = new ArrayList<>();
        List<TopicPartition> toResume = new ArrayList<>();
        for (TopicPartition partition : assignment()) {
            boolean wanted = noDemand || hooks.paused(partition);
            if (wanted != pausedNow.contains(partition)) {
                (wanted ? toPause : toResume).add(partition);
            }
        }
        super.pause(toPause);
        super.resume(toResume);
    }

    private ConsumerRecords<byte[], Object> track(ConsumerRecords<byte[], Object> records) {
        if (records.isEmpty()) {
            return records;
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], Object>>> tracked = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            tracked.put(partition, hooks.polled(partition, records.records(partition)));
        }
        return new ConsumerRecords<>(tracked, records.nextOffsets());
    }

    private final class LossListener implements ConsumerRebalanceListener {
        private final ConsumerRebalanceListener listener;

        LossListener(ConsumerRebalanceListener listener) {
            this.listener = listener;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            listener.onPartitionsAssigned(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            listener.onPartitionsRevoked(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            hooks.lost(partitions);
            listener.onPartitionsLost(partitions);
        }
    }
}
