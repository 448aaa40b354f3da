package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.LogTail;
import io.tesela.kafka.reactor.TailSession.Tailed;
import io.tesela.kafka.reactor.TailSession.Waiter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * A tail over Kafka: one {@link TailSession} after the other, each going on where the last one stopped; one that is owed records
 * and gets none is ended by its {@link Watchdog}.
 */
final class ReactorLogTail implements LogTail {
    private final String topic;
    private final Duration stallTimeout;
    private final Connection connection;
    private final Receivers receivers;
    private final KafkaTopics topics;
    private final Scheduler scheduler;
    private final CopyOnWriteArrayList<Waiter> waiters = new CopyOnWriteArrayList<>();
    private final AtomicBoolean subscribed = new AtomicBoolean();

    /** Opens a receiver that asks a session. */
    interface Connection {
        /** Returns what the session makes of the records of the partitions. */
        Flux<Object> open(List<TopicPartition> partitions, TailSession session);
    }

    /** @param stallTimeout how long a connection may be owed records and get none */
    ReactorLogTail(
            String topic,
            Duration stallTimeout,
            Connection connection,
            Receivers receivers,
            KafkaTopics topics,
            Scheduler scheduler) {
        this.topic = topic;
        this.stallTimeout = stallTimeout;
        this.connection = connection;
        this.receivers = receivers;
        this.topics = topics;
        this.scheduler = scheduler;
    }

    @Override
    public Flux<FlowRecord> records() {
        return Flux.defer(this::claim);
    }

    @Override
    public Mono<Void> caughtUp() {
        return topics.ends(topic).flatMap(this::awaitEnds).publishOn(scheduler);
    }

    private Flux<FlowRecord> claim() {
        if (!subscribed.compareAndSet(false, true)) {
            return Flux.error(new IllegalStateException("records of " + topic + " have a subscriber"));
        }
        Map<Integer, Long> nextOffsets = TailSession.freshOffsets();
        return receivers.reconnecting(name(), () -> connect(nextOffsets)).doFinally(signal -> subscribed.set(false));
    }

    private Flux<FlowRecord> connect(Map<Integer, Long> nextOffsets) {
        return topics.partitionCount(topic).flatMapMany(count -> session(count, nextOffsets));
    }

    private Flux<FlowRecord> session(int partitionCount, Map<Integer, Long> nextOffsets) {
        List<TopicPartition> partitions = IntStream.range(0, partitionCount)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        TailSession session = new TailSession(topic, partitionCount, nextOffsets, waiters, scheduler);
        Flux<Tailed> records = connection.open(partitions, session).cast(Tailed.class);
        Flux<Tailed> guarded =
                new Watchdog<>(name(), stallTimeout, session, topics.ends(topic), () -> {}, scheduler).guard(records);
        return new AfterNextFlux<>(guarded, Tailed::record, session::taken);
    }

    private String name() {
        return "the whole of " + topic;
    }

    private Mono<Void> awaitEnds(Map<Integer, Long> ends) {
        return Mono.create(done -> await(ends, done));
    }

    private void await(Map<Integer, Long> ends, MonoSink<Void> done) {
        Waiter waiter = new Waiter(ends, done);
        waiters.add(waiter);
        done.onDispose(() -> waiters.remove(waiter));
    }
}
