package io.tesela.kafka.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.TopicSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A member that is taken for dead, as one that is frozen, leaves no word on what was its own. */
@ExtendWith(SharedBroker.class)
class LostPartitionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GROUP = "losers";

    private final Scheduler scheduler = Schedulers.parallel();
    private final String topic = "lost-" + UUID.randomUUID();
    private final ClientProperties properties;
    private final Receivers receivers;
    private final ReactorKafkaTransport transport;
    private final Admin admin;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Disposable.Composite reading = Disposables.composite();
    private final CountDownLatch thaw = new CountDownLatch(1);
    private volatile boolean frozen;

    LostPartitionTest(EmbeddedBroker broker) {
        KafkaConnection connection = KafkaConnection.to(broker.bootstrapServers());
        this.properties = new ClientProperties(connection);
        this.receivers = new Receivers(properties, KafkaClientMeters.NONE, scheduler);
        this.transport = new ReactorKafkaTransport(connection, scheduler);
        this.admin = Admin.create(properties.admin());
    }

    @AfterEach
    void close() {
        thaw.countDown();
        reading.dispose();
        receivers.close();
        transport.close();
        admin.close();
    }

    @Test
    void poll_afterTheGroupHasGivenItsPartitionsAway_commitsNothingOfThem() {
        // Given
        transport.ensureTopics(List.of(new TopicSpec(topic, 1, Map.of()))).block(PATIENCE);
        RecordSource freezing = freezing();
        reading.add(freezing.deliveries().subscribe());
        await().atMost(PATIENCE).until(() -> events.contains("frozen: assigned"));
        freezing.note(0, "at work").block(PATIENCE);

        // When
        frozen = true;
        RecordSource next = transport.consumer(settings("next"), new Recorded("next"));
        reading.add(next.deliveries().subscribe());
        await().atMost(PATIENCE).until(() -> events.contains("next: assigned"));

        // Then
        assertThat(view().note()).isEqualTo("at work");
        next.note(0, "mine").block(PATIENCE);
        thaw.countDown();
        await().atMost(PATIENCE).until(() -> events.contains("frozen: revoked"));
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> view().note().equals("mine"));
    }

    private ConsumerSettings settings(String client) {
        return ConsumerSettings.of(topic, GROUP + topic, client)
                .withCommitInterval(Duration.ofMillis(50))
                .withMaxPollInterval(Duration.ofSeconds(3))
                .withLeavingMark("left ");
    }

    private ServiceView view() {
        Map<Integer, ServiceView> views =
                Objects.requireNonNull(transport.service(topic, GROUP + topic).block(PATIENCE));
        return Objects.requireNonNull(views.get(0));
    }

    private RecordSource freezing() {
        ConsumerSettings settings = settings("frozen");
        KafkaTopics topics = new KafkaTopics(admin, new KafkaCalls(scheduler));
        return new ReactorRecordSource(
                settings,
                new Recorded("frozen"),
                receivers,
                session -> connect(settings, session),
                topics::truncate,
                topics.ends(topic),
                scheduler);
    }

    private Flux<Object> connect(ConsumerSettings settings, GroupSession session) {
        return receivers.receive(receivers.groupOptions(settings, session), new Freezing(session));
    }

    private final class Recorded implements AssignmentListener {
        private final String who;

        Recorded(String who) {
            this.who = who;
        }

        @Override
        public void assigned(Set<Integer> partitions, long generation) {
            events.add(who + ": assigned");
        }

        @Override
        public void revoked(Set<Integer> partitions) {
            events.add(who + ": revoked");
        }
    }

    /** Lets the session be, but for the time in which its thread is frozen. */
    private final class Freezing implements PollHooks {
        private final PollHooks session;

        Freezing(PollHooks session) {
            this.session = session;
        }

        @Override
        public void beforePoll(TrackedConsumer consumer) {
            if (frozen) {
                awaitThaw();
            }
            session.beforePoll(consumer);
        }

        @Override
        public boolean paused(TopicPartition partition) {
            return session.paused(partition);
        }

        @Override
        public List<ConsumerRecord<byte[], Object>> polled(
                TopicPartition partition, List<ConsumerRecord<byte[], Object>> records) {
            return session.polled(partition, records);
        }

        @Override
        public void afterPoll(TrackedConsumer consumer) {
            session.afterPoll(consumer);
        }

        @Override
        public void lost(Collection<TopicPartition> partitions) {
            session.lost(partitions);
        }

        @Override
        public void closed() {
            session.closed();
        }
    }

    private void awaitThaw() {
        try {
            thaw.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
