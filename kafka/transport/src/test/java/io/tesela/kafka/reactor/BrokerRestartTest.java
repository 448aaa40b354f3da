package io.tesela.kafka.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TopicSpec;
import io.tesela.kafka.flow.TransportException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class BrokerRestartTest {
    private static final String TOPIC = "restarted";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void transport_overABrokerRestart_losesNothing(@TempDir Path directory) {
        // Given
        BrokerSettings settings = BrokerSettings.loopback().withDataDirectory(directory);
        EmbeddedBroker broker = EmbeddedBroker.start(settings);
        int port = broker.port();
        Set<String> received = ConcurrentHashMap.newKeySet();
        Set<String> tailed = ConcurrentHashMap.newKeySet();
        ReactorKafkaTransport transport =
                new ReactorKafkaTransport(KafkaConnection.to(broker.bootstrapServers()), Schedulers.parallel());
        transport.ensureTopics(List.of(new TopicSpec(TOPIC, 2, Map.of()))).block(PATIENCE);
        RecordSink sink = transport.sink(SinkSettings.of("sender"));
        transport
                .consumer(ConsumerSettings.of(TOPIC, "readers", "reader"), AssignmentListener.NONE)
                .deliveries()
                .doOnNext(delivery -> received.add(text(delivery.record())))
                .subscribe(Delivery::acknowledge);
        transport.tail(TOPIC).records().subscribe(record -> tailed.add(text(record)));
        sendAll(sink, 0, 50);
        await().atMost(PATIENCE).until(() -> received.size() == 50 && tailed.size() == 50);

        // When
        broker.close();
        StepVerifier whileDown = StepVerifier.create(send(sink, 50, 60))
                .expectNext(10L)
                .expectComplete()
                .verifyLater();
        try (EmbeddedBroker second = EmbeddedBroker.start(settings.withPort(port));
                transport) {
            whileDown.verify(PATIENCE);
            sendAll(sink, 60, 100);

            // Then
            Set<String> all =
                    IntStream.range(0, 100).mapToObj(Integer::toString).collect(Collectors.toSet());
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(received).isEqualTo(all));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(tailed).isEqualTo(all));
            assertThat(second.port()).isEqualTo(port);
        }
    }

    @Test
    void transport_toNowhere_failsRetryably() {
        // Given: a broker that was, so that nobody listens on its port.
        EmbeddedBroker broker = EmbeddedBroker.start();
        broker.close();
        KafkaConnection nowhere = new KafkaConnection(
                broker.bootstrapServers(), Map.of("default.api.timeout.ms", "2000", "request.timeout.ms", "1000"));

        // When, Then
        try (ReactorKafkaTransport transport = new ReactorKafkaTransport(nowhere, Schedulers.parallel())) {
            StepVerifier.create(transport.partitions(List.of(TOPIC)))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOfSatisfying(
                                    TransportException.class,
                                    thrown -> assertThat(thrown.retryable()).isTrue()))
                    .verify(PATIENCE);
        }
    }

    private static void sendAll(RecordSink sink, int from, int to) {
        assertThat(send(sink, from, to).block(PATIENCE)).isEqualTo(to - from);
    }

    private static Mono<Long> send(RecordSink sink, int from, int to) {
        return Flux.range(from, to - from)
                .flatMap(number -> sink.send(record(number)), 16, 1)
                .count();
    }

    private static FlowRecord record(int number) {
        byte[] value = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
        return FlowRecord.inPartition(TOPIC, number % 2, null, value, Map.of());
    }

    private static String text(FlowRecord record) {
        return new String(Objects.requireNonNull(record.value()), StandardCharsets.UTF_8);
    }
}
