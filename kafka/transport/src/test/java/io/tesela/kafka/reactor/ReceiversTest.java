package io.tesela.kafka.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

@ExtendWith(SharedBroker.class)
class ReceiversTest {
    private static final int MAX_POLL_RECORDS = 4;

    private final KafkaConnection connection;
    private final String topic = "receivers-" + UUID.randomUUID();

    ReceiversTest(EmbeddedBroker broker) {
        this.connection = KafkaConnection.to(broker.bootstrapServers());
    }

    @Test
    void receive_beyondTheDemand_holdsThreePollsAtMost() {
        // Given
        fillTopic();
        ClientProperties properties = new ClientProperties(connection);
        Receivers receivers = new Receivers(properties, KafkaClientMeters.NONE, Schedulers.parallel());
        CountingHooks hooks = new CountingHooks();
        ConsumerSettings settings =
                ConsumerSettings.of(topic, "holders", "holder").withMaxPollRecords(MAX_POLL_RECORDS);
        Flux<Object> received = receivers.receive(
                receivers.options(properties.groupConsumer(settings)).subscription(List.of(topic)), hooks);

        // When, Then
        StepVerifier.create(received, 0)
                .thenRequest(1)
                .expectNextCount(1)
                .then(() ->
                        await().during(Duration.ofSeconds(1)).until(() -> hooks.polled.get() <= 3 * MAX_POLL_RECORDS))
                .thenRequest(MAX_POLL_RECORDS)
                .expectNextCount(MAX_POLL_RECORDS)
                .then(() ->
                        await().during(Duration.ofSeconds(1)).until(() -> hooks.polled.get() <= 4 * MAX_POLL_RECORDS))
                .thenCancel()
                .verify(Duration.ofSeconds(60));
        receivers.close();
        assertThat(hooks.closed.get()).isEqualTo(1);
    }

    private void fillTopic() {
        try (ReactorKafkaTransport transport = new ReactorKafkaTransport(connection, Schedulers.parallel())) {
            transport.ensureTopics(List.of(new TopicSpec(topic, 1, Map.of()))).block(Duration.ofSeconds(60));
            RecordSink sink = transport.sink(SinkSettings.of("filler"));
            Flux.range(0, 100)
                    .flatMap(number -> sink.send(FlowRecord.inPartition(topic, 0, null, new byte[10], Map.of())), 16, 1)
                    .blockLast(Duration.ofSeconds(60));
        }
    }

    private static final class CountingHooks implements PollHooks {
        private final AtomicInteger polled = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public void beforePoll(TrackedConsumer consumer) {}

        @Override
        public boolean paused(TopicPartition partition) {
            return false;
        }

        @Override
        public List<ConsumerRecord<byte[], Object>> polled(
                TopicPartition partition, List<ConsumerRecord<byte[], Object>> records) {
            polled.addAndGet(records.size());
            return records;
        }

        @Override
        public void afterPoll(TrackedConsumer consumer) {}

        @Override
        public void closed() {
            closed.incrementAndGet();
        }
    }
}
