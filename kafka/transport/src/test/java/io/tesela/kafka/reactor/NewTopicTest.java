package io.tesela.kafka.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * A new partition has a leader in the metadata some milliseconds before that leader takes records; what a producer sends then
 * may get stuck (KAFKA-15591). Nobody is to be told of partitions before they serve.
 */
@ExtendWith(SharedBroker.class)
class NewTopicTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** So many that the broker is busy with them for far longer than a call takes. */
    private static final int PARTITIONS = 40;

    /** What a leader refuses once is an error to it. */
    private static final Map<String, String> WITHOUT_RETRIES = Map.of("enable.idempotence", "false", "retries", "0");

    private final ReactorKafkaTransport transport;
    private final ReactorKafkaTransport impatient;

    NewTopicTest(EmbeddedBroker broker) {
        this.transport = connect(broker, Map.of());
        this.impatient = connect(broker, WITHOUT_RETRIES);
    }

    private static ReactorKafkaTransport connect(EmbeddedBroker broker, Map<String, String> properties) {
        return new ReactorKafkaTransport(
                new KafkaConnection(broker.bootstrapServers(), properties), Schedulers.parallel());
    }

    @AfterEach
    void close() {
        impatient.close();
        transport.close();
    }

    @Test
    void ensureTopics_whenItReturns_everyPartitionTakesRecords() {
        // When
        transport
                .ensureTopics(List.of(new TopicSpec("new-served", PARTITIONS, Map.of())))
                .block(PATIENCE);

        // Then
        assertThat(sendToEach("new-served", 0, PARTITIONS)).isEqualTo(PARTITIONS);
    }

    @Test
    void growTopic_whenItReturns_everyPartitionTakesRecords() {
        // Given
        transport.ensureTopics(List.of(new TopicSpec("new-grown", 1, Map.of()))).block(PATIENCE);

        // When
        transport.growTopic("new-grown", PARTITIONS).block(PATIENCE);

        // Then
        assertThat(sendToEach("new-grown", 1, PARTITIONS)).isEqualTo(PARTITIONS - 1L);
    }

    private Long sendToEach(String topic, int from, int to) {
        try (RecordSink sink = impatient.sink(SinkSettings.of(topic + "-sink"))) {
            return Objects.requireNonNull(
                    Flux.fromStream(IntStream.range(from, to).boxed())
                            .flatMap(partition ->
                                    sink.send(FlowRecord.inPartition(topic, partition, null, new byte[1], Map.of())))
                            .count()
                            .block(PATIENCE));
        }
    }
}
