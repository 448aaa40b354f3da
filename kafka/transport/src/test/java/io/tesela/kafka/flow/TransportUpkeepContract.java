package io.tesela.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What every transport promises about sinks, tails, topics and what can be seen of a group. */
public abstract class TransportUpkeepContract extends TransportFixture {
    private static final long UNBOUNDED = Long.MAX_VALUE;

    @Test
    void sink_sentByOneThread_landsInOrder() {
        // Given
        createTopic(1);
        RecordSink sink = transport.sink(SinkSettings.of("narrow").withMaxInFlight(16, 1 << 20));

        // When
        List<Position> positions = get(Flux.range(0, 1_000)
                .flatMapSequential(number -> sink.send(record(0, Integer.toString(number))), 128, 1)
                .collectList());

        // Then
        assertThat(positions)
                .isEqualTo(IntStream.range(0, 1_000)
                        .mapToObj(offset -> new Position(topic, 0, offset))
                        .toList());
        Taker<Delivery> taker = take(UNBOUNDED);
        awaitCount(taker, 1_000);
        assertThat(numbers(taker.taken()))
                .isEqualTo(IntStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void sink_sendAll_tellsPositionsInTheOrderGiven() {
        // Given
        createTopic(2);

        // When
        List<Position> positions =
                get(sink().sendAll(List.of(record(1, "a"), record(0, "b"), record(1, "c"), record(0, "d"))));

        // Then
        assertThat(positions)
                .containsExactly(
                        new Position(topic, 1, 0),
                        new Position(topic, 0, 0),
                        new Position(topic, 1, 1),
                        new Position(topic, 0, 1));
        assertThat(get(sink().sendAll(List.of()))).isEmpty();
    }

    @Test
    void sink_keyed_goesWhereTheKeyPartitionerSays_withHeadersAndTombstone() {
        // Given
        createTopic(5);
        FlowRecord sent = FlowRecord.keyed(topic, "job-7", null, Map.of("kind", new byte[] {1, 2}));

        // When
        Position position = get(sink().send(sent));

        // Then
        assertThat(position.partition()).isEqualTo(KeyPartitioner.partition("job-7", 5));
        Taker<Delivery> taker = take(UNBOUNDED);
        awaitCount(taker, 1);
        FlowRecord received = taker.taken().get(0).record();
        assertThat(received.key()).isEqualTo("job-7");
        assertThat(received.tombstone()).isTrue();
        assertThat(received.header("kind")).containsExactly(1, 2);
        assertThat(received.header("other")).isNull();
        assertThat(received.partition()).hasValue(position.partition());
    }

    @Test
    void sink_ofARecordTooLarge_failsForGood_andTheNextOneLands() {
        // Given
        get(transport.ensureTopics(
                List.of(new TopicSpec(topic, 1, Map.of("max.message.bytes", Integer.toString(64 << 10))))));
        RecordSink sink = transport.sink(SinkSettings.of("limited").withMaxRecordBytes(256 << 10));

        // When, Then
        for (int size : List.of(128 << 10, 512 << 10)) {
            StepVerifier.create(sink.send(FlowRecord.inPartition(topic, 0, null, new byte[size], Map.of())))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOfSatisfying(
                                    TransportException.class,
                                    thrown -> assertThat(thrown.retryable()).isFalse()))
                    .verify(Duration.ofSeconds(30));
        }
        assertThat(get(sink.send(record(0, "small")))).isEqualTo(new Position(topic, 0, 0));
    }

    @Test
    void existing_leavesOutWhatDoesNotExist_andMakesNothing() {
        // Given
        createTopic(3);
        String missing = topic + "-missing";

        // When, Then
        assertThat(get(transport.existing(List.of(topic, missing)))).isEqualTo(Map.of(topic, 3));
        assertThat(get(transport.existing(List.of(missing)))).isEmpty();
    }

    @Test
    void sink_afterClose_failsForGood() {
        createTopic(1);
        RecordSink sink = sink();
        sink.close();

        StepVerifier.create(sink.send(record(0, "late")))
                .expectErrorSatisfies(error -> assertThat(error).isInstanceOf(TransportException.class))
                .verify(Duration.ofSeconds(30));
    }

    @Test
    void sink_of16MiB_arrives() {
        // Given
        get(transport.ensureTopics(List.of(new TopicSpec(
                topic, 1, Map.of("max.message.bytes", Integer.toString(SinkSettings.DEFAULT_MAX_RECORD_BYTES))))));
        byte[] pixels = new byte[16 << 20];
        pixels[pixels.length - 1] = 9;

        // When
        get(sink().send(FlowRecord.inPartition(topic, 0, "job", pixels, Map.of("h", new byte[100]))));

        // Then
        Taker<Delivery> taker = take(UNBOUNDED);
        awaitCount(taker, 1);
        assertThat(taker.taken().get(0).record().value()).isEqualTo(pixels);
    }

    @Test
    void tail_readsEverythingFromTheBeginning_andKnowsWhenItIsCaughtUp() {
        // Given
        createTopic(3);
        send(0, 0, 300);
        send(2, 0, 10);
        LogTail tail = another().tail(topic);
        Taker<FlowRecord> taker = new Taker<>(100);
        StepVerifier caughtUp =
                StepVerifier.create(tail.caughtUp()).expectComplete().verifyLater();

        // When
        tail.records().subscribe(taker);
        awaitCount(taker, 100);
        taker.request(UNBOUNDED);
        caughtUp.verify(Duration.ofSeconds(60));

        // Then
        assertThat(taker.taken()).hasSize(310);
        send(1, 0, 5);
        StepVerifier.create(tail.caughtUp()).expectComplete().verify(Duration.ofSeconds(60));
        assertThat(taker.taken()).hasSize(315);
        assertThat(taker.taken().stream()
                        .filter(record -> record.partition().orElseThrow() == 0)
                        .map(TransportFixture::number))
                .isEqualTo(IntStream.range(0, 300).boxed().toList());
    }

    @Test
    void tail_ofAnEmptyTopic_isCaughtUp_andSeesNewPartitions() {
        // Given
        createTopic(1);
        LogTail tail = transport.tail(topic);
        Taker<FlowRecord> taker = new Taker<>(UNBOUNDED);
        tail.records().subscribe(taker);
        StepVerifier.create(tail.caughtUp()).expectComplete().verify(Duration.ofSeconds(60));

        // When
        get(transport.growTopic(topic, 2));
        send(1, 0, 3);

        // Then
        awaitCount(taker, 3);
    }

    @Test
    void tail_cancelled_endsThere_andAnotherSubscriberReadsFromTheBeginning() {
        // Given
        createTopic(1);
        send(0, 0, 5);
        LogTail tail = transport.tail(topic);
        Taker<FlowRecord> first = new Taker<>(2);
        tail.records().subscribe(first);
        awaitCount(first, 2);
        StepVerifier.create(tail.records()).verifyError(IllegalStateException.class);

        // When
        first.cancel();

        // Then
        Taker<FlowRecord> second = new Taker<>(UNBOUNDED);
        tail.records().subscribe(second);
        awaitCount(second, 5);
        assertThat(first.taken()).hasSize(2);
    }

    @Test
    void service_showsCommitsEndsOwnersAndNotes() {
        // Given
        createTopic(2);
        send(0, 0, 10);
        assertThat(service(0).committed()).isEmpty();
        assertThat(service(0).owned()).isFalse();
        assertThat(service(0).lagRecords()).isEqualTo(10);
        RecordSource source = transport.consumer(settings(), AssignmentListener.NONE);
        Taker<Delivery> taker = new Taker<>(UNBOUNDED);
        source.deliveries().subscribe(taker);
        awaitCount(taker, 10);

        // When
        taker.taken().subList(0, 4).forEach(Delivery::acknowledge);
        awaitCommitted(0, 4);
        source.note(0, "attempt 2").block(Duration.ofSeconds(30));

        // Then
        ServiceView view = service(0);
        assertThat(view.committed()).hasValue(4);
        assertThat(view.end()).isEqualTo(10);
        assertThat(view.owned()).isTrue();
        assertThat(view.note()).isEqualTo("attempt 2");
        assertThat(view.lagRecords()).isEqualTo(6);
    }

    @Test
    void consumer_thatDeletesBehindItsCommit_leavesNothingBehind() {
        // Given
        createTopic(1);
        send(0, 0, 100);
        ConsumerSettings deleting = settings().deletingBehindCommit(Duration.ofMillis(200));
        Taker<Delivery> taker = take(transport, deleting, AssignmentListener.NONE, UNBOUNDED);
        awaitCount(taker, 100);

        // When
        taker.taken().subList(0, 60).forEach(Delivery::acknowledge);

        // Then
        eventually().untilAsserted(() -> assertThat(service(0).begin()).isEqualTo(60));
    }

    @Test
    void deleteBefore_cutsTheLog() {
        // Given
        createTopic(1);
        send(0, 0, 10);

        // When
        transport.deleteBefore(topic, Map.of(0, 6L)).block(Duration.ofSeconds(30));

        // Then
        assertThat(service(0).begin()).isEqualTo(6);
        Taker<Delivery> taker = take(UNBOUNDED);
        awaitCount(taker, 4);
        assertThat(numbers(taker.taken())).containsExactly(6, 7, 8, 9);
    }

    @Test
    void ensureTopics_ofExistingOnes_changesSettingsButNeverPartitions() {
        // Given
        createTopic(3);

        // When
        Map<String, Integer> counts = get(transport.ensureTopics(List.of(
                new TopicSpec(topic, 9, Map.of("max.message.bytes", "2000")),
                new TopicSpec(topic + "-new", 2, Map.of("cleanup.policy", "compact")))));

        // Then
        assertThat(counts).isEqualTo(Map.of(topic, 3, topic + "-new", 2));
        eventually()
                .untilAsserted(() -> StepVerifier.create(
                                sink().send(FlowRecord.inPartition(topic, 0, null, new byte[4_000], Map.of())))
                        .expectError(TransportException.class)
                        .verify(Duration.ofSeconds(30)));
    }

    @Test
    void growTopic_isSeenByConsumers_andNeverShrinks() {
        // Given
        createTopic(2);
        Assignments assignments = new Assignments();
        Taker<Delivery> taker = take(transport, settings(), assignments, UNBOUNDED);
        eventually().until(() -> assignments.owned().size() == 2);

        // When
        int count = get(transport.growTopic(topic, 4));

        // Then
        assertThat(count).isEqualTo(4);
        assertThat(get(transport.growTopic(topic, 3))).isEqualTo(4);
        eventually().until(() -> assignments.owned().size() == 4);
        send(3, 0, 2);
        awaitCount(taker, 2);
        assertThat(get(transport.partitions(List.of(topic)))).isEqualTo(Map.of(topic, 4));
    }
}
