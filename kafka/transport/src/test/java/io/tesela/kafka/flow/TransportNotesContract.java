package io.tesela.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What every transport promises about the notes that an owner leaves with its commits. */
public abstract class TransportNotesContract extends TransportFixture {
    private static final long UNBOUNDED = Long.MAX_VALUE;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void note_staysWithEveryFurtherCommit_untilAnotherTakesItsPlace() {
        // Given
        createTopic(1);
        send(0, 0, 10);
        RecordSource source = transport.consumer(settings(), AssignmentListener.NONE);
        Taker<Delivery> taker = new Taker<>(UNBOUNDED);
        source.deliveries().subscribe(taker);
        awaitCount(taker, 10);
        source.note(0, "first").block(PATIENCE);
        assertThat(service(0).note()).isEqualTo("first");

        // When, Then
        taker.taken().subList(0, 3).forEach(Delivery::acknowledge);
        awaitCommitted(0, 3);
        assertThat(service(0).note()).isEqualTo("first");
        source.note(0, "second").block(PATIENCE);
        assertThat(service(0).committed()).hasValue(3);
        assertThat(service(0).note()).isEqualTo("second");
        taker.taken().subList(3, 10).forEach(Delivery::acknowledge);
        awaitCommitted(0, 10);
        assertThat(service(0).note()).isEqualTo("second");
    }

    @Test
    void note_askedForTheMomentAPartitionIsAssigned_isStoredWithItsStart() {
        // Given
        createTopic(2);
        send(1, 0, 3);
        NotingAtOnce noting = new NotingAtOnce();

        // When
        RecordSource source = transport.consumer(settings(), noting);
        noting.source = source;
        Taker<Delivery> taker = new Taker<>(0);
        source.deliveries().subscribe(taker);

        // Then: also of the partition that has no record, and without any demand
        eventually().until(() -> noting.stored.size() == 2);
        for (int partition = 0; partition < 2; partition++) {
            assertThat(service(partition).committed()).hasValue(0);
            assertThat(service(partition).note()).isEqualTo("mine");
        }
        assertThat(taker.taken()).isEmpty();
    }

    @Test
    void note_ofAPartitionThatIsNotOwned_failsRetryably() {
        createTopic(1);
        RecordSource source = transport.consumer(settings(), AssignmentListener.NONE);
        Taker<Delivery> taker = new Taker<>(UNBOUNDED);
        source.deliveries().subscribe(taker);
        eventually().until(() -> service(0).owned());

        StepVerifier.create(source.note(7, "nobody's"))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                TransportException.class,
                                thrown -> assertThat(thrown.retryable()).isTrue()))
                .verify(PATIENCE);
    }

    @Test
    void note_longerThanABrokerTakes_isRefusedAtOnce() {
        createTopic(1);
        RecordSource source = transport.consumer(settings(), AssignmentListener.NONE);

        assertThatThrownBy(() -> source.note(0, "n".repeat(RecordSource.MAX_NOTE_CHARS + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("note: 1001 characters (expected: at most 1000)");
    }

    @Test
    void deliveries_cancelled_putTheMarkBeforeTheNote_alsoWhereNoOffsetIsDue() {
        // Given
        createTopic(2);
        send(0, 0, 5);
        RecordSource source = transport.consumer(settings().withLeavingMark("left "), AssignmentListener.NONE);
        Taker<Delivery> taker = new Taker<>(UNBOUNDED);
        source.deliveries().subscribe(taker);
        awaitCount(taker, 5);
        source.note(0, "busy").block(PATIENCE);
        source.note(1, "idle").block(PATIENCE);
        assertThat(service(0).note()).isEqualTo("busy");

        // When
        taker.taken().subList(0, 2).forEach(Delivery::acknowledge);
        leave(taker, 2);

        // Then
        assertThat(service(0).committed()).hasValue(2);
        assertThat(service(0).note()).isEqualTo("left busy");
        assertThat(service(1).committed()).hasValue(0);
        assertThat(service(1).note()).isEqualTo("left idle");
    }

    @Test
    void rebalance_putsTheMarkOnWhatMoves_beforeTheNextOwnerHasIt() {
        // Given
        createTopic(2);
        send(0, 0, 4);
        send(1, 0, 4);
        RecordSource source = transport.consumer(settings().withLeavingMark("left "), AssignmentListener.NONE);
        Taker<Delivery> staying = new Taker<>(UNBOUNDED);
        source.deliveries().subscribe(staying);
        awaitCount(staying, 8);
        source.note(0, "work 0").block(PATIENCE);
        source.note(1, "work 1").block(PATIENCE);

        // When
        Assignments comes = new Assignments();
        Taker<Delivery> coming = take(another(), settings(), comes, UNBOUNDED);
        awaitCount(coming, 4);

        // Then
        int moved = comes.owned().iterator().next();
        assertThat(service(moved).note()).isEqualTo("left work " + moved);
        assertThat(service(1 - moved).note()).isEqualTo("work " + (1 - moved));
    }

    @Test
    void deliveries_cancelledWithoutANote_leaveTheNoteThatWasThere() {
        // Given
        createTopic(1);
        send(0, 0, 3);
        Transport dead = another();
        RecordSource noting = dead.consumer(settings(), AssignmentListener.NONE);
        Taker<Delivery> first = new Taker<>(UNBOUNDED);
        noting.deliveries().subscribe(first);
        awaitCount(first, 3);
        noting.note(0, "former").block(PATIENCE);
        leave(first, 1);
        assertThat(service(0).note()).as("no mark was asked for").isEqualTo("former");

        // When
        Taker<Delivery> second =
                take(another(), settings().withLeavingMark("left "), AssignmentListener.NONE, UNBOUNDED);
        awaitCount(second, 3);
        leave(second, 1);

        // Then
        assertThat(service(0).note()).isEqualTo("former");
    }

    private static final class NotingAtOnce implements AssignmentListener {
        private final List<Integer> stored = new CopyOnWriteArrayList<>();
        private @Nullable RecordSource source;

        @Override
        public void assigned(Set<Integer> partitions, long generation) {
            RecordSource noting = Objects.requireNonNull(source);
            partitions.forEach(partition ->
                    noting.note(partition, "mine").subscribe(done -> {}, error -> {}, () -> stored.add(partition)));
        }

        @Override
        public void revoked(Set<Integer> partitions) {}
    }
}
