package io.tesela.kafka.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What a tail's watchdog is told: that nothing is owed where there is nothing to be read. */
@ExtendWith(SharedBroker.class)
class TailSessionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long RECORDS = 5;

    private final KafkaConnection connection;
    private final String topic = "tailed-" + UUID.randomUUID();
    private ReactorKafkaTransport transport;

    TailSessionTest(EmbeddedBroker broker) {
        this.connection = KafkaConnection.to(broker.bootstrapServers());
    }

    @BeforeEach
    void write() {
        transport = new ReactorKafkaTransport(connection, Schedulers.parallel());
        transport.ensureTopics(List.of(new TopicSpec(topic, 1, Map.of()))).block(PATIENCE);
        try (RecordSink sink = transport.sink(SinkSettings.of("tailed-sink"))) {
            Flux.range(0, (int) RECORDS)
                    .concatMap(number -> sink.send(FlowRecord.inPartition(topic, 0, null, new byte[1], Map.of())))
                    .blockLast(PATIENCE);
        }
    }

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void partitions_ofALogWhoseRecordsAreGone_oweNothing() {
        // Given: as compaction may leave it, an end and nothing before it
        transport.deleteBefore(topic, Map.of(0, RECORDS)).block(PATIENCE);
        TailSession session = session();

        try (TrackedConsumer consumer = consumer(session)) {
            // When
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            session.endAt(Map.of(0, RECORDS));
            assertThat(owed(session)).isEqualTo(RECORDS);

            // Then
            await().atMost(PATIENCE).untilAsserted(() -> {
                consumer.poll(Duration.ofMillis(100));
                assertThat(owed(session)).isZero();
            });
        }
    }

    @Test
    void partitions_ofRecordsThatArePolledAndNotTaken_oweThem() {
        // Given
        TailSession session = session();

        try (TrackedConsumer consumer = consumer(session)) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            session.endAt(Map.of(0, RECORDS));

            // When: all are polled, and none has got to the downstream
            await().atMost(PATIENCE)
                    .until(() -> consumer.poll(Duration.ofMillis(100)).count() > 0);
            consumer.poll(Duration.ofMillis(100));

            // Then
            assertThat(owed(session)).isEqualTo(RECORDS);
        }
    }

    private TailSession session() {
        return new TailSession(
                topic, 1, TailSession.freshOffsets(), new CopyOnWriteArrayList<>(), Schedulers.parallel());
    }

    private TrackedConsumer consumer(TailSession session) {
        Map<String, Object> properties = new ClientProperties(connection).tailConsumer(topic, 0, 16);
        return new TrackedConsumer(properties, session, new CompletableFuture<>(), KafkaClientMeters.NONE);
    }

    private static long owed(TailSession session) {
        return session.partitions().get(0).owed();
    }
}
