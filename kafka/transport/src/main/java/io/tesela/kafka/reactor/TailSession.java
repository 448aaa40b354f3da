package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.reactor.TailSession.Tailed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.kafka.receiver.ReceiverPartition;

/**
 * One connection of a tail: where it reads, what it polled, what of it has left.
 *
 * <p>Threads: the poll loop's, but for {@link #taken}, the list of waiters, and what its watchdog asks.
 */
final class TailSession implements PollHooks, Watched<Tailed> {
    private static final long GROWTH_CHECK_MS = 3_000;

    private final String topic;
    private final Map<Integer, Long> nextOffsets;
    private final CopyOnWriteArrayList<Waiter> waiters;
    private final Scheduler clock;
    private final AtomicLong taken = new AtomicLong();
    /** Where the logs ended when that was asked last, by partition; 0 before that. */
    private final Map<Integer, Long> ends = new ConcurrentHashMap<>();

    private final Sinks.Empty<Void> closed = Sinks.empty();
    private volatile boolean abandoned;
    private long polled;
    private long nextGrowthCheckMs;

    /**
     * Somebody who waits until all records below some offsets have been emitted.
     *
     * <p>First the poll loop finds that it has read that far, and notes how many records it had polled until then; then that
     * many must have been emitted. Offsets alone would not do: compaction may have left none just below the end.
     */
    static final class Waiter {
        private final Map<Integer, Long> ends;
        private final MonoSink<Void> done;
        private volatile long target = Long.MAX_VALUE;

        Waiter(Map<Integer, Long> ends, MonoSink<Void> done) {
            this.ends = Map.copyOf(ends);
            this.done = done;
        }
    }

    /** What a tail carries through the receiver: a record with what is needed to go on after it. */
    record Tailed(FlowRecord record, int partition, long offset) {}

    /**
     * @param partitions how many the topic has; it may get more
     * @param nextOffsets where to go on in each partition; kept up to date here, shared by the sessions of one subscription
     * @param waiters shared likewise
     * @param clock tells the time
     */
    TailSession(
            String topic,
            int partitions,
            Map<Integer, Long> nextOffsets,
            CopyOnWriteArrayList<Waiter> waiters,
            Scheduler clock) {
        this.topic = topic;
        this.nextOffsets = nextOffsets;
        this.waiters = waiters;
        this.clock = clock;
        IntStream.range(0, partitions).forEach(partition -> ends.put(partition, 0L));
        waiters.forEach(waiter -> waiter.target = Long.MAX_VALUE);
    }

    static Map<Integer, Long> freshOffsets() {
        return new ConcurrentHashMap<>();
    }

    void assigned(Collection<ReceiverPartition> partitions) {
        for (ReceiverPartition partition : partitions) {
            Long next = nextOffsets.get(partition.topicPartition().partition());
            if (next != null) {
                partition.seek(next);
            }
        }
    }

    /** Notes that the downstream has had a record. Threads: the downstream's. */
    void taken(Tailed record) {
        nextOffsets.put(record.partition(), record.offset() + 1);
        completeWaiters(taken.incrementAndGet());
    }

    @Override
    public List<Sight.Partition> partitions() {
        return ends.entrySet().stream()
                .map(end -> new Sight.Partition(end.getKey(), 0, false, owed(end.getKey(), end.getValue())))
                .toList();
    }

    @Override
    public void endAt(Map<Integer, Long> now) {
        ends.putAll(now);
    }

    /** {@inheritDoc} Nothing is noted before the downstream has had it. */
    @Override
    public void emitted(Tailed record) {}

    @Override
    public Mono<Void> over() {
        return closed.asMono();
    }

    /** {@inheritDoc} The waiters are the next session's from now on. */
    @Override
    public void abandon() {
        abandoned = true;
    }

    @Override
    public void beforePoll(TrackedConsumer consumer) {
        long now = clock.now(TimeUnit.MILLISECONDS);
        if (now >= nextGrowthCheckMs) {
            nextGrowthCheckMs = now + GROWTH_CHECK_MS;
            takeNewPartitions(consumer);
        }
    }

    @Override
    public boolean paused(TopicPartition partition) {
        return false;
    }

    @Override
    public List<ConsumerRecord<byte[], Object>> polled(
            TopicPartition partition, List<ConsumerRecord<byte[], Object>> records) {
        List<ConsumerRecord<byte[], Object>> tailed = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], Object> record : records) {
            Tailed value = new Tailed(RecordMapping.toFlow(record), record.partition(), record.offset());
            tailed.add(RecordMapping.carrying(record, value));
        }
        polled += tailed.size();
        return tailed;
    }

    @Override
    public void afterPoll(TrackedConsumer consumer) {
        if (abandoned) {
            return;
        }
        if (taken.get() == polled) {
            consumer.assignment().forEach(partition -> passOver(partition, consumer));
        }
        for (Waiter waiter : waiters) {
            if (waiter.target == Long.MAX_VALUE && hasRead(consumer, waiter.ends)) {
                waiter.target = polled;
            }
        }
        completeWaiters(taken.get());
    }

    @Override
    public void closed() {
        closed.tryEmitEmpty();
    }

    private long owed(int partition, long end) {
        return Math.max(0, end - nextOffsets.getOrDefault(partition, 0L));
    }

    /** Where compaction has left no record, nothing will be taken, and nothing is owed. */
    private void passOver(TopicPartition partition, TrackedConsumer consumer) {
        consumer.knownPosition(partition)
                .ifPresent(position -> nextOffsets.merge(partition.partition(), position, Math::max));
    }

    private void takeNewPartitions(TrackedConsumer consumer) {
        Set<TopicPartition> known = new HashSet<>(consumer.assignment());
        boolean grown = false;
        for (var partition : consumer.partitionsFor(topic)) {
            grown |= known.add(new TopicPartition(topic, partition.partition()));
        }
        if (grown) {
            consumer.assign(known);
        }
    }

    private boolean hasRead(TrackedConsumer consumer, Map<Integer, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> {
            OptionalLong position = consumer.knownPosition(new TopicPartition(topic, end.getKey()));
            return position.isPresent() && position.getAsLong() >= end.getValue();
        });
    }

    private void completeWaiters(long emittedNow) {
        for (Waiter waiter : waiters) {
            if (emittedNow >= waiter.target && waiters.remove(waiter)) {
                waiter.done.success();
            }
        }
    }
}
