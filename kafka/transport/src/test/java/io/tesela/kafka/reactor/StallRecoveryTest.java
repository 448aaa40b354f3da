package io.tesela.kafka.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.receiver.ReceiverOptions;

/** A receiver that stands still over a real broker is made anew, once, and nothing is lost. */
@ExtendWith(SharedBroker.class)
class StallRecoveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Long enough for a first record on a machine that is busy with other things. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final KafkaConnection connection;
    private final Scheduler scheduler = Schedulers.parallel();
    private final String topic = "stalled-" + UUID.randomUUID();
    private final ClientProperties properties;
    private final Receivers receivers;
    private final ReactorKafkaTransport transport;
    private final Admin admin;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<Delivery> taken = new CopyOnWriteArrayList<>();

    StallRecoveryTest(EmbeddedBroker broker) {
        this.connection = KafkaConnection.to(broker.bootstrapServers());
        this.properties = new ClientProperties(connection);
        this.receivers = new Receivers(properties, KafkaClientMeters.NONE, scheduler);
        this.transport = new ReactorKafkaTransport(connection, scheduler);
        this.admin = Admin.create(properties.admin());
    }

    @AfterEach
    void close() {
        receivers.close();
        transport.close();
        admin.close();
    }

    @Test
    void deliveries_receiverWhosePartitionStaysPaused_areRebuiltAndGoOn() {
        // Given
        transport.ensureTopics(List.of(new TopicSpec(topic, 1, Map.of()))).block(PATIENCE);
        ReactorRecordSource source = source();
        Disposable reading = source.deliveries().subscribe(this::take);
        send(0, 20);
        awaitTaken(20);

        // When
        send(20, 50);
        awaitTaken(50);

        // Then
        assertThat(source.view().rebuilds()).isEqualTo(1);
        assertThat(connections).hasValue(2);
        assertThat(events).containsExactly("assigned 1", "revoked", "assigned 2");
        assertThat(taken.stream().map(Delivery::offset))
                .containsExactlyElementsOf(LongStream.range(0, 50).boxed().toList());
        await().atMost(PATIENCE).until(() -> source.view().lagRecords() == 0);
        reading.dispose();
    }

    @Test
    void records_tailWhosePartitionsStayPaused_areReadOnByANewConnection() {
        // Given
        transport.ensureTopics(List.of(new TopicSpec(topic, 1, Map.of()))).block(PATIENCE);
        List<FlowRecord> heard = new CopyOnWriteArrayList<>();
        Disposable reading = tail().records().subscribe(heard::add);
        send(0, 20);
        await().atMost(PATIENCE).until(() -> heard.size() == 20);

        // When
        send(20, 50);
        await().atMost(PATIENCE).until(() -> heard.size() >= 50);

        // Then
        assertThat(connections).hasValue(2);
        assertThat(heard).hasSize(50);
        reading.dispose();
    }

    private void take(Delivery delivery) {
        taken.add(delivery);
        delivery.acknowledge();
    }

    private ReactorRecordSource source() {
        ConsumerSettings settings = ConsumerSettings.of(topic, "stalled", "stalled-" + UUID.randomUUID())
                .withCommitInterval(Duration.ofMillis(50))
                .withStallTimeout(LIMIT);
        KafkaTopics topics = new KafkaTopics(admin, new KafkaCalls(scheduler));
        return new ReactorRecordSource(
                settings,
                new Recorded(),
                receivers,
                session -> connect(settings, session),
                topics::truncate,
                topics.ends(topic),
                scheduler);
    }

    private ReactorLogTail tail() {
        return new ReactorLogTail(
                topic, LIMIT, this::connect, receivers, new KafkaTopics(admin, new KafkaCalls(scheduler)), scheduler);
    }

    private Flux<Object> connect(List<TopicPartition> partitions, TailSession session) {
        ReceiverOptions<byte[], Object> options = receivers
                .options(properties.tailConsumer(topic, connections.incrementAndGet(), 10))
                .assignment(partitions)
                .addAssignListener(session::assigned);
        return receivers.receive(options, new GoingDeaf(session, connections.get() == 1 ? 20 : Integer.MAX_VALUE));
    }

    /** The first connection goes deaf after 20 records, as receivers did that were left paused by a rebalance. */
    private Flux<Object> connect(ConsumerSettings settings, GroupSession session) {
        int deafAfter = connections.incrementAndGet() == 1 ? 20 : Integer.MAX_VALUE;
        return receivers.receive(receivers.groupOptions(settings, session), new GoingDeaf(session, deafAfter));
    }

    private void send(int from, int to) {
        RecordSink sink = transport.sink(SinkSettings.of("stalling-sink-" + from));
        Flux.range(from, to - from)
                .concatMap(number -> sink.send(FlowRecord.inPartition(topic, 0, null, new byte[10], Map.of())), 1)
                .blockLast(PATIENCE);
        sink.close();
    }

    private void awaitTaken(int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(taken).hasSizeGreaterThanOrEqualTo(count));
    }

    private final class Recorded implements AssignmentListener {
        @Override
        public void assigned(Set<Integer> partitions, long generation) {
            events.add("assigned " + generation);
        }

        @Override
        public void revoked(Set<Integer> partitions) {
            events.add("revoked");
        }
    }

    private static final class GoingDeaf implements PollHooks {
        private final PollHooks session;
        private final int deafAfter;
        private int polled;

        GoingDeaf(PollHooks session, int deafAfter) {
            this.session = session;
            this.deafAfter = deafAfter;
        }

        @Override
        public void beforePoll(TrackedConsumer consumer) {
            session.beforePoll(consumer);
        }

        @Override
        public boolean paused(TopicPartition partition) {
            return polled >= deafAfter || session.paused(partition);
        }

        @Override
        public List<ConsumerRecord<byte[], Object>> polled(
                TopicPartition partition, List<ConsumerRecord<byte[], Object>> records) {
            polled += records.size();
            return session.polled(partition, records);
        }

        @Override
        public void afterPoll(TrackedConsumer consumer) {
            session.afterPoll(consumer);
        }

        @Override
        public void closed() {
            session.closed();
        }
    }
}
