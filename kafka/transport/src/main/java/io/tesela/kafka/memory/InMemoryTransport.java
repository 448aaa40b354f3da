package io.tesela.kafka.memory;

import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.LogTail;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TopicSpec;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.flow.TransportException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * One process's connection to an {@link InMemoryBroker}.
 *
 * <p>Differs from a transport over Kafka only to the better: what is acknowledged is committed, and deleted behind the commit,
 * at once; a source holds nothing beyond the demand; {@link #close()} does not wait.
 */
public final class InMemoryTransport implements Transport {
    private final InMemoryBroker broker;
    private final Scheduler scheduler;
    private final OpenReaders openReaders = new OpenReaders();
    private final CopyOnWriteArrayList<RecordSink> sinks = new CopyOnWriteArrayList<>();

    /** @param scheduler where signals come and readers work; not closed here */
    public InMemoryTransport(InMemoryBroker broker, Scheduler scheduler) {
        this.broker = broker;
        this.scheduler = scheduler;
    }

    @Override
    public RecordSource consumer(ConsumerSettings settings, AssignmentListener listener) {
        return source(settings, listener, OptionalInt.empty());
    }

    @Override
    public RecordSource assigned(ConsumerSettings settings, int partition) {
        return source(settings, AssignmentListener.NONE, OptionalInt.of(partition));
    }

    @Override
    public LogTail tail(String topic) {
        return new MemoryTail(topic, broker.topic(topic), scheduler, openReaders);
    }

    @Override
    public RecordSink sink(SinkSettings settings) {
        RecordSink sink = new MemorySink(settings, broker::topic, scheduler);
        sinks.add(sink);
        return sink;
    }

    @Override
    public Mono<Map<String, Integer>> ensureTopics(List<TopicSpec> specs) {
        return call(() -> {
            Map<String, Integer> counts = new LinkedHashMap<>();
            for (TopicSpec spec : specs) {
                MemoryTopic topic = broker.topic(spec.name());
                counts.put(spec.name(), topic.locked(() -> topic.ensure(spec)));
            }
            return counts;
        });
    }

    @Override
    public Mono<Map<String, Integer>> partitions(Collection<String> topics) {
        return call(() -> {
            Map<String, Integer> counts = new LinkedHashMap<>();
            topics.forEach(name -> counts.put(name, existing(name).countPartitions()));
            return counts;
        });
    }

    @Override
    public Mono<Map<String, Integer>> existing(Collection<String> topics) {
        return call(() -> {
            Map<String, Integer> counts = new LinkedHashMap<>();
            topics.forEach(name -> counts.put(name, broker.topic(name).countPartitions()));
            counts.values().removeIf(count -> count == 0);
            return counts;
        });
    }

    @Override
    public Mono<Integer> growTopic(String topic, int partitions) {
        return call(() -> {
            MemoryTopic existing = existing(topic);
            return existing.locked(() -> existing.grow(partitions));
        });
    }

    @Override
    public Mono<Map<Integer, ServiceView>> service(String topic, String group) {
        return call(() -> {
            MemoryTopic existing = existing(topic);
            return existing.locked(() -> existing.service(group));
        });
    }

    @Override
    public Mono<Void> deleteBefore(String topic, Map<Integer, Long> offsets) {
        return call(() -> {
                    MemoryTopic existing = existing(topic);
                    existing.runLocked(() -> offsets.forEach(existing::deleteBefore));
                    return existing;
                })
                .then();
    }

    @Override
    public void close() {
        openReaders.close();
        sinks.forEach(RecordSink::close);
    }

    /**
     * Ends what a killed process ends: its groups give its partitions to others, with no last word of it, its deliveries stop
     * without a signal, its sinks fail. Made for tests of what comes after that.
     */
    public void vanish() {
        openReaders.vanish();
        sinks.forEach(RecordSink::close);
    }

    private RecordSource source(ConsumerSettings settings, AssignmentListener listener, OptionalInt single) {
        return new MemorySource(broker.topic(settings.topic()), settings, listener, single, scheduler, openReaders);
    }

    private MemoryTopic existing(String name) {
        MemoryTopic topic = broker.topic(name);
        if (topic.countPartitions() == 0) {
            throw new TransportException("topic " + name + " does not exist", true, null);
        }
        return topic;
    }

    private <T> Mono<T> call(Supplier<T> action) {
        return Mono.fromSupplier(action).publishOn(scheduler);
    }
}
