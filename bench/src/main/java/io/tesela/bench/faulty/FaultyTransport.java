package io.tesela.bench.faulty;

import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.LogTail;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TopicSpec;
import io.tesela.kafka.flow.Transport;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * A transport between which and a tile processor things happen to tiles and tile results, and to nothing else.
 *
 * <p><b>Ownership:</b> {@link #close} closes the sound one. All else is as that has it.
 */
final class FaultyTransport implements Transport {
    private final Transport sound;
    private final Strikes strikes;

    FaultyTransport(Transport sound, Strikes strikes) {
        this.sound = sound;
        this.strikes = strikes;
    }

    @Override
    public RecordSource consumer(ConsumerSettings settings, AssignmentListener listener) {
        return new FaultySource(sound.consumer(settings, listener), strikes);
    }

    @Override
    public RecordSource assigned(ConsumerSettings settings, int partition) {
        return sound.assigned(settings, partition);
    }

    @Override
    public LogTail tail(String topic) {
        return sound.tail(topic);
    }

    @Override
    public RecordSink sink(SinkSettings settings) {
        return new FaultySink(sound.sink(settings), strikes);
    }

    @Override
    public Mono<Map<String, Integer>> ensureTopics(List<TopicSpec> specs) {
        return sound.ensureTopics(specs);
    }

    @Override
    public Mono<Map<String, Integer>> partitions(Collection<String> topics) {
        return sound.partitions(topics);
    }

    @Override
    public Mono<Map<String, Integer>> existing(Collection<String> topics) {
        return sound.existing(topics);
    }

    @Override
    public Mono<Integer> growTopic(String topic, int partitions) {
        return sound.growTopic(topic, partitions);
    }

    @Override
    public Mono<Map<Integer, ServiceView>> service(String topic, String group) {
        return sound.service(topic, group);
    }

    @Override
    public Mono<Void> deleteBefore(String topic, Map<Integer, Long> offsets) {
        return sound.deleteBefore(topic, offsets);
    }

    @Override
    public void close() {
        sound.close();
    }
}
