package io.tesela.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What every transport promises about sources: order, demand, acknowledgement, membership. */
public abstract class TransportContract extends TransportFixture {
    private static final long UNBOUNDED = Long.MAX_VALUE;

    @Test
    void deliveries_ofEachPartition_comeInOrder() {
        // Given
        createTopic(3);
        for (int partition = 0; partition < 3; partition++) {
            send(partition, 0, 200);
        }

        // When
        Taker<Delivery> taker = take(UNBOUNDED);
        awaitCount(taker, 600);

        // Then
        Map<Integer, Integer> next = new HashMap<>();
        for (Delivery delivery : taker.taken()) {
            int expected = next.merge(delivery.partition(), 1, Integer::sum) - 1;
            assertThat(number(delivery.record())).isEqualTo(expected);
            assertThat(delivery.offset()).isEqualTo(expected);
            assertThat(delivery.record().partition()).hasValue(delivery.partition());
        }
        assertThat(taker.taken()).hasSize(600);
    }

    @Test
    void deliveries_withoutDemand_giveNothing_andThenExactlyWhatIsAsked() {
        // Given
        createTopic(1);
        send(0, 0, 50);
        Taker<Delivery> taker = take(0);
        eventually().until(() -> service(0).owned());

        // When, Then
        eventually().during(Duration.ofMillis(500)).until(() -> taker.taken().isEmpty());
        taker.request(7);
        awaitCount(taker, 7);
        eventually().during(Duration.ofMillis(500)).until(() -> taker.taken().size() == 7);
        taker.request(43);
        awaitCount(taker, 50);
    }

    @Test
    void deliveries_afterACrash_startAtTheFirstUnacknowledgedRecord() {
        // Given
        createTopic(1);
        send(0, 0, 10);
        Taker<Delivery> first = take(UNBOUNDED);
        awaitCount(first, 10);
        first.taken().subList(0, 3).forEach(Delivery::acknowledge);
        leave(first, 1);

        // When
        Taker<Delivery> second = take(another(), settings(), AssignmentListener.NONE, UNBOUNDED);
        awaitCount(second, 7);

        // Then
        assertThat(numbers(second.taken())).containsExactly(3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void acknowledge_outOfOrder_losesNothing() {
        // Given
        createTopic(1);
        send(0, 0, 10);
        Taker<Delivery> first = take(UNBOUNDED);
        awaitCount(first, 10);
        first.taken().subList(5, 10).forEach(Delivery::acknowledge);
        leave(first, 1);

        // When
        Taker<Delivery> second = take(another(), settings(), AssignmentListener.NONE, UNBOUNDED);
        awaitCount(second, 10);

        // Then
        assertThat(numbers(second.taken())).startsWith(0, 1, 2, 3, 4);
        List<Delivery> again = second.taken();
        again.subList(5, 10).forEach(Delivery::acknowledge);
        again.subList(0, 5).forEach(Delivery::acknowledge);
        again.get(0).acknowledge();
        awaitCommitted(0, 10);
    }

    @Test
    void acknowledge_ofARevokedGeneration_commitsNothing() {
        // Given
        createTopic(1);
        send(0, 0, 5);
        Taker<Delivery> first = take(UNBOUNDED);
        awaitCount(first, 5);
        leave(first, 1);

        // When
        first.taken().forEach(Delivery::acknowledge);

        // Then
        Taker<Delivery> second = take(another(), settings(), AssignmentListener.NONE, UNBOUNDED);
        awaitCount(second, 5);
        assertThat(numbers(second.taken())).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void deliveries_takenForLongerThanTheMaxPollInterval_keepTheirMembership() {
        // Given
        createTopic(1);
        send(0, 0, 50);
        Assignments assignments = new Assignments();
        Taker<Delivery> taker = take(transport, settings().withMaxPollInterval(Duration.ofSeconds(3)), assignments, 1);
        awaitCount(taker, 1);

        // When
        eventually().during(Duration.ofMillis(4_500)).until(() -> taker.taken().size() == 1);

        // Then
        assertThat(assignments.revocations()).isZero();
        taker.request(49);
        awaitCount(taker, 50);
        assertThat(assignments.violations()).isEmpty();
    }

    @Test
    void deliveries_withThousandsUnacknowledged_goOn() {
        // Given
        createTopic(1);
        send(0, 0, 2_500);

        // When
        Taker<Delivery> taker = take(UNBOUNDED);
        awaitCount(taker, 2_500);

        // Then
        assertThat(service(0).committed()).isEmpty();
        taker.taken().forEach(Delivery::acknowledge);
        awaitCommitted(0, 2_500);
    }

    @Test
    void deliveries_atTheLimitOfUnacknowledged_pauseThatPartitionOnly() {
        // Given
        createTopic(2);
        send(0, 0, 200);
        ConsumerSettings limited = settings().withMaxPollRecords(4).withMaxUnacknowledged(20);
        Taker<Delivery> taker = take(transport, limited, AssignmentListener.NONE, UNBOUNDED);
        awaitCount(taker, 20);

        // When
        eventually().during(Duration.ofMillis(500)).until(() -> taker.taken().size() <= 24);
        send(1, 0, 10);
        eventually().until(() -> count(taker, 1) == 10);

        // Then
        assertThat(count(taker, 0)).isBetween(20, 24);
        taker.taken().forEach(Delivery::acknowledge);
        eventually().until(() -> count(taker, 0) >= 40);
    }

    @Test
    void members_comingAndGoing_shareThePartitionsAndLoseNothing() {
        // Given
        createTopic(4);
        Assignments stays = new Assignments();
        Taker<Delivery> staying = take(transport, settings(), stays, UNBOUNDED);
        eventually().until(() -> stays.owned().size() == 4);

        // When
        Assignments leaves = new Assignments();
        Taker<Delivery> leaving = take(another(), settings(), leaves, UNBOUNDED);
        eventually().until(() -> stays.owned().size() == 2 && leaves.owned().size() == 2);
        Set<Integer> kept = stays.owned();
        Set<Integer> given = leaves.owned();
        for (int partition = 0; partition < 4; partition++) {
            send(partition, 0, 10);
        }
        awaitCount(staying, 20);
        awaitCount(leaving, 20);
        staying.taken().forEach(Delivery::acknowledge);
        leaving.cancel();
        eventually().until(() -> stays.owned().size() == 4);
        awaitCount(staying, 40);

        // Then
        assertThat(staying.taken().subList(0, 20)).allMatch(delivery -> kept.contains(delivery.partition()));
        assertThat(staying.taken().subList(20, 40)).allMatch(delivery -> given.contains(delivery.partition()));
        long newest = kept.stream().mapToLong(stays::generation).max().orElseThrow();
        assertThat(given).allMatch(partition -> stays.generation(partition) > newest);
        assertThat(staying.taken())
                .allMatch(delivery -> delivery.generation() == stays.generation(delivery.partition()));
        eventually().until(() -> leaves.owned().isEmpty());
        assertThat(stays.violations()).isEmpty();
        assertThat(leaves.violations()).isEmpty();
    }

    @Test
    void members_moreThanPartitions_hearThatTheyHaveJoined() {
        // Given
        createTopic(1);
        Assignments works = new Assignments();
        take(transport, settings(), works, UNBOUNDED);
        eventually().until(() -> works.owned().size() == 1);

        // When
        Assignments waits = new Assignments();
        take(another(), settings(), waits, UNBOUNDED);

        // Then
        eventually().until(waits::hasJoined);
        assertThat(works.owned().size() + waits.owned().size()).isLessThanOrEqualTo(1);
        assertThat(works.violations()).isEmpty();
        assertThat(waits.violations()).isEmpty();
    }

    @Test
    void pause_ofOnePartition_holdsOnlyThat() {
        // Given
        createTopic(2);
        Assignments assignments = new Assignments();
        RecordSource source = transport.consumer(settings(), assignments);
        Taker<Delivery> taker = new Taker<>(UNBOUNDED);
        source.deliveries().subscribe(taker);
        eventually().until(() -> assignments.owned().size() == 2);
        send(0, 0, 1);
        send(1, 0, 1);
        awaitCount(taker, 2);

        // When
        source.pause(0);
        // One poll may be under way with the partition still in it: what it brings is the last.
        send(0, 1, 2);
        send(1, 1, 20);
        eventually().until(() -> count(taker, 1) == 20);
        int before = count(taker, 0);
        send(0, 2, 20);
        eventually().during(Duration.ofMillis(500)).until(() -> count(taker, 0) == before);

        // Then
        source.resume(0);
        eventually().until(() -> count(taker, 0) == 20);
    }

    @Test
    void deliveries_secondSubscriber_isRefused() {
        createTopic(1);
        RecordSource source = transport.consumer(settings(), AssignmentListener.NONE);
        source.deliveries().subscribe(new Taker<>(0));

        StepVerifier.create(source.deliveries()).verifyError(IllegalStateException.class);
    }

    @Test
    void deliveries_whenTheListenerThrows_endWithAFinalError() {
        // Given
        createTopic(1);
        AssignmentListener broken = new AssignmentListener() {
            @Override
            public void assigned(Set<Integer> partitions, long generation) {
                throw new IllegalStateException("planted");
            }

            @Override
            public void revoked(Set<Integer> partitions) {}
        };

        // When
        Taker<Delivery> taker = take(transport, settings(), broken, UNBOUNDED);

        // Then
        eventually().until(() -> taker.error() != null);
        assertThat(taker.error())
                .isInstanceOfSatisfying(
                        TransportException.class,
                        error -> assertThat(error.retryable()).isFalse());
    }

    @Test
    void assigned_source_resumesBehindItsCommit() {
        // Given
        createTopic(2);
        send(1, 0, 10);
        Taker<Delivery> first = new Taker<>(UNBOUNDED);
        transport.assigned(settings(), 1).deliveries().subscribe(first);
        awaitCount(first, 10);
        first.taken().subList(0, 4).forEach(Delivery::acknowledge);
        awaitCommitted(1, 4);
        first.cancel();

        // When
        Taker<Delivery> second = new Taker<>(UNBOUNDED);
        another().assigned(settings(), 1).deliveries().subscribe(second);
        awaitCount(second, 6);

        // Then
        assertThat(numbers(second.taken())).containsExactly(4, 5, 6, 7, 8, 9);
    }

    @Test
    void close_ofTheTransport_completesAndCommits() {
        // Given
        createTopic(1);
        send(0, 0, 10);
        Transport process = another();
        Taker<Delivery> taker = take(process, settings(), AssignmentListener.NONE, UNBOUNDED);
        awaitCount(taker, 10);
        taker.taken().forEach(Delivery::acknowledge);

        // When
        process.close();

        // Then
        eventually().until(taker::completed);
        awaitCommitted(0, 10);
        eventually().until(() -> !service(0).owned());
    }

    private static int count(Taker<Delivery> taker, int partition) {
        return (int) taker.taken().stream()
                .filter(delivery -> delivery.partition() == partition)
                .count();
    }
}
