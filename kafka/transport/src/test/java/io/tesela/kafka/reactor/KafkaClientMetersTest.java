package io.tesela.kafka.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.scheduler.Schedulers;

@ExtendWith(SharedBroker.class)
class KafkaClientMetersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaConnection connection;
    private final String topic = "metered-" + UUID.randomUUID();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ScheduledExecutorService refreshing = Executors.newSingleThreadScheduledExecutor();

    KafkaClientMetersTest(EmbeddedBroker broker) {
        this.connection = KafkaConnection.to(broker.bootstrapServers());
    }

    @AfterEach
    void stop() {
        refreshing.shutdownNow();
        registry.close();
    }

    @Test
    void clients_ofATransport_showTheirMetersUntilItIsClosed() {
        // Given
        try (ReactorKafkaTransport transport = new ReactorKafkaTransport(
                connection, KafkaClientMeters.in(registry, refreshing), Schedulers.parallel())) {
            transport.ensureTopics(List.of(new TopicSpec(topic, 1, Map.of()))).block(PATIENCE);

            // When
            transport
                    .sink(SinkSettings.of("metered-sink"))
                    .send(FlowRecord.inPartition(topic, 0, null, new byte[1], Map.of()))
                    .block(PATIENCE);
            transport
                    .consumer(ConsumerSettings.of(topic, "metered", "metered-source"), AssignmentListener.NONE)
                    .deliveries()
                    .blockFirst(PATIENCE);

            // Then
            assertThat(names()).anyMatch(name -> name.startsWith("kafka.admin.client."));
            assertThat(names()).anyMatch(name -> name.startsWith("kafka.producer."));
            transport
                    .consumer(ConsumerSettings.of(topic, "metered", "metered-again"), AssignmentListener.NONE)
                    .deliveries()
                    .subscribe();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(names()).anyMatch(name -> name.startsWith("kafka.consumer.")));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(registry.getMeters()).isEmpty());
    }

    private List<String> names() {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .map(Meter.Id::getName)
                .toList();
    }
}
