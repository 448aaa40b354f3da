package io.tesela.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the contract's tests share: a topic of their own, transports that get closed, short ways to send and to wait. */
public abstract class TransportFixture {
    static final String GROUP = "readers";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Transport> opened = new ArrayList<>();
    private int clients;
    Transport transport;
    String topic;

    /** Returns a transport as a further process would have it; closed by the fixture. */
    protected abstract Transport connect();

    @BeforeEach
    void openTransport() {
        topic = "contract-" + UUID.randomUUID();
        transport = another();
    }

    @AfterEach
    void closeTransports() {
        opened.forEach(Transport::close);
    }

    Transport another() {
        Transport connected = connect();
        opened.add(connected);
        return connected;
    }

    static ConditionFactory eventually() {
        return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
    }

    static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE));
    }

    void createTopic(int partitions) {
        get(transport.ensureTopics(List.of(new TopicSpec(topic, partitions, Map.of()))));
    }

    ConsumerSettings settings() {
        return ConsumerSettings.of(topic, GROUP, "client-" + clients++).withCommitInterval(Duration.ofMillis(50));
    }

    RecordSink sink() {
        return transport.sink(SinkSettings.of("sink-" + clients++));
    }

    /** Sends the texts {@code from} to {@code to - 1} to one partition. */
    void send(int partition, int from, int to) {
        RecordSink sink = sink();
        get(Flux.range(from, to - from)
                .flatMap(number -> sink.send(record(partition, Integer.toString(number))), 64, 1)
                .count());
        sink.close();
    }

    FlowRecord record(int partition, String text) {
        return FlowRecord.inPartition(topic, partition, null, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static int number(FlowRecord record) {
        return Integer.parseInt(text(record));
    }

    static String text(FlowRecord record) {
        byte[] value = record.value();
        return value == null ? "tombstone" : new String(value, StandardCharsets.UTF_8);
    }

    static List<Integer> numbers(List<Delivery> deliveries) {
        return deliveries.stream().map(delivery -> number(delivery.record())).toList();
    }

    Taker<Delivery> take(Transport from, ConsumerSettings settings, AssignmentListener listener, long demand) {
        Taker<Delivery> taker = new Taker<>(demand);
        from.consumer(settings, listener).deliveries().subscribe(taker);
        return taker;
    }

    Taker<Delivery> take(long demand) {
        return take(transport, settings(), AssignmentListener.NONE, demand);
    }

    void awaitCount(Taker<?> taker, int count) {
        eventually().untilAsserted(() -> assertThat(taker.taken()).hasSizeGreaterThanOrEqualTo(count));
    }

    ServiceView service(int partition) {
        return Objects.requireNonNull(get(transport.service(topic, GROUP)).get(partition));
    }

    void awaitCommitted(int partition, long offset) {
        eventually()
                .untilAsserted(() -> assertThat(service(partition).committed()).hasValue(offset));
    }

    /** Cancels, and waits until the group has no member any more. */
    void leave(Taker<?> taker, int partitions) {
        taker.cancel();
        eventually().untilAsserted(() -> {
            for (int partition = 0; partition < partitions; partition++) {
                assertThat(service(partition).owned()).isFalse();
            }
        });
    }
}
