package io.tesela.kafka.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TopicSpec;
import io.tesela.kafka.flow.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** What Reactor Kafka's sender and the producer below it do when the broker is away, and what of it gets through our sink. */
class SenderPitfallsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LIMIT = 16;
    /** Far more than the 256 that the sender takes ahead of what it may send. */
    private static final int CALLS = 1_000;

    @BeforeEach
    void forget() {
        Handed.RECORDS.set(0);
        Handed.THREADS.clear();
    }

    @Test
    void send_brokerAway_handsTheProducerNoMoreThanTheLimit_neverOnTheCallersThread_andCloseEndsWhatWaits() {
        // Given
        EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaConnection connection = new KafkaConnection(
                broker.bootstrapServers(),
                Map.of("interceptor.classes", Handed.class.getName(), "max.block.ms", "60000"));
        ReactorKafkaTransport transport = new ReactorKafkaTransport(connection, Schedulers.parallel());
        transport.ensureTopics(List.of(new TopicSpec("away", 1, Map.of()))).block(PATIENCE);
        RecordSink sink = transport.sink(SinkSettings.of("away-sink").withMaxInFlight(LIMIT, 1 << 20));
        assertThat(sink.send(record()).block(PATIENCE)).isEqualTo(new Position("away", 0, 0));
        broker.close();

        // When: from here on every call of the producer may block, and nothing lands.
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        List<Disposable> calls = new ArrayList<>();
        for (int call = 0; call < CALLS; call++) {
            calls.add(sink.send(record()).subscribe(landed -> {}, errors::add));
        }
        await().atMost(PATIENCE).until(() -> Handed.RECORDS.get() > 1);
        await().during(Duration.ofMillis(500)).until(() -> Handed.RECORDS.get() <= 1 + LIMIT);

        // Then
        assertThat(Handed.THREADS).doesNotContain(Thread.currentThread().getName());
        sink.close();
        // What was handed over ends with the producer's own timeouts, later than a test should wait for.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(errors).hasSizeGreaterThanOrEqualTo(CALLS - LIMIT));
        assertThat(errors).allMatch(error -> error instanceof TransportException);
        assertThat(Handed.RECORDS.get()).isLessThanOrEqualTo(1 + LIMIT);
        calls.forEach(Disposable::dispose);
        transport.close();
    }

    private static FlowRecord record() {
        return FlowRecord.inPartition("away", 0, null, new byte[100], Map.of());
    }

    /** Counts, on the thread that sends, what a producer is handed; Kafka makes it itself, so what it counts is static. */
    public static final class Handed implements ProducerInterceptor<byte[], byte[]> {
        private static final AtomicInteger RECORDS = new AtomicInteger();
        private static final Set<String> THREADS = ConcurrentHashMap.newKeySet();

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
            RECORDS.incrementAndGet();
            THREADS.add(Thread.currentThread().getName());
            return record;
        }

        @Override
        public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception error) {}

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configuration) {}
    }
}
