package io.tesela.kafka.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TopicSpec;
import io.tesela.testkit.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class InMemoryBrokerTest {
    private static final String TOPIC = "topic";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SettableClock clock = new SettableClock();
    private final InMemoryBroker broker = new InMemoryBroker(1_000, clock);
    private final InMemoryTransport transport = new InMemoryTransport(broker, Schedulers.parallel());
    private final RecordSink sink = transport.sink(SinkSettings.of("sink").withMaxInFlight(10_000, 1 << 30));

    @Test
    void send_overTheUnreadLimit_waitsForAReader() {
        // Given
        create(Map.of());
        send(600);
        StepVerifier waiting = StepVerifier.create(sink.send(record(600)))
                .expectNextCount(1)
                .expectComplete()
                .verifyLater();
        assertThat(view().end()).isEqualTo(1);

        // When
        Reader reader = new Reader(1);
        transport
                .consumer(ConsumerSettings.of(TOPIC, "g", "c"), AssignmentListener.NONE)
                .deliveries()
                .subscribe(reader);

        // Then
        waiting.verify(PATIENCE);
        assertThat(view().end()).isEqualTo(2);
        assertThat(view().begin()).isZero();
        reader.cancel();
    }

    @Test
    void send_cancelledWhileWaiting_letsTheNextOneThrough() {
        // Given
        create(Map.of());
        send(600);
        var waiting = sink.send(record(600)).subscribe();
        StepVerifier small = StepVerifier.create(sink.send(record(100)))
                .expectNextCount(1)
                .expectComplete()
                .verifyLater();

        // When
        waiting.dispose();

        // Then
        small.verify(PATIENCE);
        assertThat(view().end()).isEqualTo(2);
    }

    @Test
    void send_toATopicWithRetention_neverWaitsAndShedsTheOldest() {
        // Given
        create(Map.of("retention.bytes", "900", "retention.ms", "1000"));

        // When
        for (int i = 0; i < 10; i++) {
            send(300);
        }

        // Then
        assertThat(view().begin()).isEqualTo(7);
        clock.advance(Duration.ofSeconds(5));
        send(1);
        assertThat(view().begin()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"retention.bytes", "retention.ms"})
    void send_toATopicWhoseRetentionIsMadeForDisks_keepsNoMoreThanTheLimit(String setting) {
        // Given
        create(Map.of(setting, "268435456"));

        // When
        for (int i = 0; i < 10; i++) {
            send(300);
        }

        // Then
        assertThat(broker.keptBytes().get(TOPIC)).isBetween(600L, 1_000L);
    }

    @Test
    void keptBytes_fallToNothing_whenAllIsDeleted() {
        // Given
        create(Map.of());
        send(600);
        assertThat(broker.keptBytes().get(TOPIC)).isGreaterThanOrEqualTo(600);

        // When
        transport.deleteBefore(TOPIC, Map.of(0, 1L)).block(PATIENCE);

        // Then
        assertThat(broker.keptBytes()).containsEntry(TOPIC, 0L);
    }

    @Test
    void tail_ofACompactedTopic_seesTheLastRecordOfEachKey() {
        // Given
        create(Map.of("cleanup.policy", "compact"));
        for (String key : List.of("a", "b", "a", "c", "b", "a")) {
            block(FlowRecord.keyed(TOPIC, key, new byte[900], Map.of()));
        }
        block(FlowRecord.keyed(TOPIC, "c", null, Map.of()));

        // When, Then
        StepVerifier.create(transport.tail(TOPIC).records().take(3).map(record -> record.key() + record.tombstone()))
                .expectNext("bfalse", "afalse", "ctrue")
                .expectComplete()
                .verify(PATIENCE);
    }

    /** Members come, go and crash at random while records flow: every record is acknowledged in the end, in order per owner. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void group_underRandomMembership_losesNothingAndNeverSharesAPartition(long seed) {
        // Given
        Random random = new Random(seed);
        int partitions = 5;
        transport
                .ensureTopics(List.of(new TopicSpec(TOPIC, partitions, Map.of())))
                .block(PATIENCE);
        Ownership ownership = new Ownership();
        List<Reader> readers = new ArrayList<>();
        int sent = 0;

        // When
        for (int step = 0; step < 300; step++) {
            if (readers.isEmpty() || (readers.size() < 6 && random.nextInt(10) == 0)) {
                Reader reader = new Reader(Long.MAX_VALUE);
                readers.add(reader);
                transport
                        .consumer(
                                ConsumerSettings.of(TOPIC, "g", "c" + step).deletingBehindCommit(Duration.ofSeconds(1)),
                                ownership.listener("c" + step, reader))
                        .deliveries()
                        .subscribe(reader);
            } else if (readers.size() > 1 && random.nextInt(12) == 0) {
                readers.remove(random.nextInt(readers.size())).cancel();
            } else {
                int partition = random.nextInt(partitions);
                block(FlowRecord.inPartition(TOPIC, partition, null, new byte[50], Map.of()));
                sent++;
            }
        }

        // Then
        int total = sent;
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(committed()).as("seed %d", seed).isEqualTo(total));
        ownership.assertNeverShared(seed);
        Map<Integer, ServiceView> views =
                Objects.requireNonNull(transport.service(TOPIC, "g").block(PATIENCE));
        assertThat(views.values()).allMatch(view -> view.begin() == view.end());
        transport.close();
    }

    @Test
    void vanish_ofAnOwner_leavesItsLastNoteAndItsPartitionsToTheNext() {
        // Given
        create(Map.of());
        InMemoryTransport dying = new InMemoryTransport(broker, Schedulers.parallel());
        ConsumerSettings settings = ConsumerSettings.of(TOPIC, "g", "dying").withLeavingMark("left ");
        RecordSource source = dying.consumer(settings, AssignmentListener.NONE);
        Reader dead = new Reader(1);
        source.deliveries().subscribe(dead);
        send(10);
        await().atMost(PATIENCE).until(() -> committed() == 1);
        source.note(0, "at work").block(PATIENCE);

        // When
        dying.vanish();
        await().atMost(PATIENCE).until(() -> !view().owned());
        send(10);
        transport
                .consumer(ConsumerSettings.of(TOPIC, "g", "next"), AssignmentListener.NONE)
                .deliveries()
                .take(1)
                .blockLast(PATIENCE);

        // Then
        assertThat(view().note()).isEqualTo("at work");
        assertThat(committed()).isEqualTo(1);
        assertThat(dead.isDisposed()).as("nobody is told").isFalse();
        StepVerifier.create(source.note(0, "late"))
                .verifyErrorSatisfies(error -> assertThat(error).hasMessageContaining("is not owned now"));
    }

    private long committed() {
        Map<Integer, ServiceView> views =
                Objects.requireNonNull(transport.service(TOPIC, "g").block(PATIENCE));
        return views.values().stream()
                .mapToLong(view -> view.committed().orElse(0))
                .sum();
    }

    /** Who owned what, in order: a violation is of use only with what came before it. */
    private static final class Ownership {
        private final Map<Integer, Reader> owners = new HashMap<>();
        private final List<String> history = new ArrayList<>();
        private boolean broken;

        AssignmentListener listener(String member, Reader reader) {
            return new AssignmentListener() {
                @Override
                public void assigned(Set<Integer> partitions, long generation) {
                    take(member, reader, partitions);
                }

                @Override
                public void revoked(Set<Integer> partitions) {
                    giveBack(member, reader, partitions);
                }
            };
        }

        private synchronized void take(String member, Reader reader, Set<Integer> partitions) {
            history.add(member + " is given " + partitions);
            partitions.forEach(partition -> broken |= owners.put(partition, reader) != null);
        }

        private synchronized void giveBack(String member, Reader reader, Set<Integer> partitions) {
            history.add(member + " gives back " + partitions + ", error " + reader.error);
            partitions.forEach(partition -> broken |= !owners.remove(partition, reader));
        }

        synchronized void assertNeverShared(long seed) {
            assertThat(broken ? history : List.of())
                    .as("seed %d: a partition had two owners, or was given back by a stranger", seed)
                    .isEmpty();
        }
    }

    private void create(Map<String, String> settings) {
        transport.ensureTopics(List.of(new TopicSpec(TOPIC, 1, settings))).block(PATIENCE);
    }

    private void send(int bytes) {
        block(record(bytes));
    }

    private void block(FlowRecord record) {
        assertThat(sink.send(record).block(PATIENCE)).isNotNull();
    }

    private static FlowRecord record(int bytes) {
        return FlowRecord.inPartition(TOPIC, 0, null, new byte[bytes], Map.of());
    }

    private ServiceView view() {
        Map<Integer, ServiceView> views =
                Objects.requireNonNull(transport.service(TOPIC, "g").block(PATIENCE));
        return Objects.requireNonNull(views.get(0));
    }

    /** Acknowledges what it gets. */
    private static final class Reader extends BaseSubscriber<Delivery> {
        private final long demand;
        private volatile @Nullable Throwable error;

        Reader(long demand) {
            this.demand = demand;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(demand);
        }

        @Override
        protected void hookOnNext(Delivery delivery) {
            delivery.acknowledge();
        }

        @Override
        protected void hookOnError(Throwable thrown) {
            error = thrown;
        }

        @Override
        public String toString() {
            return "Reader[" + error + "]";
        }
    }
}
