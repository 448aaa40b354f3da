package io.tesela.ingest.output;

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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/** A transport that fails, as long as it is told to, when it is asked to delete or how far a group is. */
final class FaultyTransport implements Transport {
    private final Transport sound;
    private final AtomicLong failed = new AtomicLong();
    private volatile Optional<RuntimeException> ofDeletions = Optional.empty();
    private volatile Optional<RuntimeException> ofQuestions = Optional.empty();

    /** @param sound does all that does not fail; closed by its owner */
    FaultyTransport(Transport sound) {
        this.sound = sound;
    }

    void failDeletions(RuntimeException error) {
        ofDeletions = Optional.of(error);
    }

    void failQuestions(RuntimeException error) {
        ofQuestions = Optional.of(error);
    }

    void heal() {
        ofDeletions = Optional.empty();
        ofQuestions = Optional.empty();
    }

    /** Returns how many calls have failed. */
    long failed() {
        return failed.get();
    }

    @Override
    public RecordSource consumer(ConsumerSettings settings, AssignmentListener listener) {
        return sound.consumer(settings, listener);
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
        return sound.sink(settings);
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
        return Mono.defer(() ->
                ofQuestions.map(this::<Map<Integer, ServiceView>>fail).orElseGet(() -> sound.service(topic, group)));
    }

    @Override
    public Mono<Void> deleteBefore(String topic, Map<Integer, Long> offsets) {
        return Mono.defer(() -> ofDeletions.map(this::<Void>fail).orElseGet(() -> sound.deleteBefore(topic, offsets)));
    }

    @Override
    public void close() {}

    private <T> Mono<T> fail(RuntimeException error) {
        failed.incrementAndGet();
        return Mono.error(error);
    }
}
