package io.tesela.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What every transport promises about sources whose group changes, or whose downstream fails, while records flow. */
public abstract class TransportMembershipContract extends TransportFixture {
    private static final long UNBOUNDED = Long.MAX_VALUE;
    private static final int PARTITIONS = 4;
    private static final int CHANGES = 20;
    private static final long SEED = 20_240_601;

    /** Every partition flows again after each of twenty changes, and nothing is lost. */
    @Test
    void members_addedAndRemovedTwentyTimesUnderLoad_everyPartitionGoesOn() {
        // Given
        createTopic(PARTITIONS);
        Random random = new Random(SEED);
        Set<Integer> landed = ConcurrentHashMap.newKeySet();
        Set<Integer> delivered = ConcurrentHashMap.newKeySet();
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        List<Disposable> members = new ArrayList<>();
        Mono<Void> load = load(next, landed, enough).cache();
        Disposable loading = load.subscribe();

        // When
        for (int change = 0; change < CHANGES; change++) {
            if (members.size() < 2 || (members.size() < PARTITIONS && random.nextBoolean())) {
                members.add(join(delivered));
            } else {
                members.remove(random.nextInt(members.size())).dispose();
            }
            awaitFlow(change, next.get(), delivered);
        }
        enough.set(true);
        load.block(Duration.ofSeconds(30));

        // Then
        eventually()
                .untilAsserted(() -> assertThat(missing(landed, delivered))
                        .as("seed %d: not delivered", SEED)
                        .isEmpty());
        members.forEach(Disposable::dispose);
        loading.dispose();
    }

    @Test
    void pause_acrossARebalance_holdsWhatIsKeptAndForgetsWhatWasLost() {
        // Given
        createTopic(2);
        Assignments stays = new Assignments();
        RecordSource source = transport.consumer(settings(), stays);
        Taker<Delivery> staying = new Taker<>(UNBOUNDED);
        source.deliveries().subscribe(staying);
        eventually().until(() -> stays.owned().size() == 2);
        source.pause(0);
        source.pause(1);
        eventually().during(Duration.ofMillis(500)).until(() -> staying.taken().isEmpty());

        // When
        Assignments comes = new Assignments();
        Taker<Delivery> coming = take(another(), settings(), comes, UNBOUNDED);
        eventually().until(() -> stays.owned().size() == 1 && comes.owned().size() == 1);
        int kept = stays.owned().iterator().next();
        int lost = 1 - kept;
        send(kept, 0, 10);
        send(lost, 0, 10);

        // Then
        awaitCount(coming, 10);
        eventually().during(Duration.ofMillis(500)).until(() -> staying.taken().isEmpty());
        coming.cancel();
        awaitCount(staying, 10);
        assertThat(staying.taken()).allMatch(delivery -> delivery.partition() == lost);
        source.resume(kept);
        awaitCount(staying, 20);
    }

    @Test
    void rebalance_withDeliveriesInFlight_doesNotWaitForThem_andTheirAcknowledgementsAreVoid() {
        // Given
        createTopic(2);
        send(0, 0, 10);
        send(1, 0, 10);
        Assignments stays = new Assignments();
        Taker<Delivery> staying = take(transport, settings(), stays, UNBOUNDED);
        awaitCount(staying, 20);

        // When
        Assignments comes = new Assignments();
        Taker<Delivery> coming = take(another(), settings(), comes, UNBOUNDED);
        awaitCount(coming, 10);
        staying.taken().forEach(Delivery::acknowledge);

        // Then
        int moved = comes.owned().iterator().next();
        assertThat(coming.taken()).allMatch(delivery -> delivery.partition() == moved);
        assertThat(numbers(coming.taken())).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        awaitCommitted(1 - moved, 10);
        assertThat(service(moved).committed()).isEmpty();
    }

    @Test
    void deliveries_downstreamThatFails_givenAgainAreOnlyThoseNotAcknowledged() {
        // Given
        createTopic(1);
        send(0, 0, 10);
        List<Integer> seen = new ArrayList<>();
        RecordSource source = transport.consumer(settings().withMaxPollRecords(2), AssignmentListener.NONE);
        AtomicBoolean failed = new AtomicBoolean();

        // When
        source.deliveries()
                .doOnNext(delivery -> seen.add(number(delivery.record())))
                .doOnNext(delivery -> failOnceAtSix(delivery, failed))
                .doOnNext(Delivery::acknowledge)
                .retry(1)
                .take(10)
                .blockLast(Duration.ofSeconds(60));

        // Then
        assertThat(seen).containsExactly(0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9);
    }

    @Test
    void view_tellsWhatIsNotDelivered() {
        // Given
        createTopic(2);
        send(0, 0, 10);
        send(1, 0, 5);
        RecordSource source = transport.consumer(settings().withStallTimeout(Duration.ofSeconds(4)), new Assignments());
        Taker<Delivery> taker = new Taker<>(0);
        assertThat(source.view()).isEqualTo(new SourceView(0, 0));

        // When
        source.deliveries().subscribe(taker);

        // Then
        eventually().untilAsserted(() -> assertThat(source.view().lagRecords()).isEqualTo(15));
        taker.request(4);
        eventually().untilAsserted(() -> assertThat(source.view().lagRecords()).isEqualTo(11));
        taker.request(UNBOUNDED);
        eventually().untilAsserted(() -> assertThat(source.view().lagRecords()).isZero());
    }

    private static void failOnceAtSix(Delivery delivery, AtomicBoolean failed) {
        if (number(delivery.record()) == 6 && failed.compareAndSet(false, true)) {
            throw new IllegalStateException("planted");
        }
    }

    /** Sends numbers, each to the partition of its remainder, until there is enough. */
    private Mono<Void> load(AtomicInteger next, Set<Integer> landed, AtomicBoolean enough) {
        RecordSink sink = sink();
        // One by one at first: of several first batches of a partition that is only just there, a broker may refuse the
        // first
        // and accept the second, and then refuses the first until it expires.
        for (int partition = 0; partition < PARTITIONS; partition++) {
            get(land(sink, next.getAndIncrement(), landed));
        }
        return Flux.interval(Duration.ofMillis(5))
                .onBackpressureDrop()
                .takeWhile(tick -> !enough.get())
                .map(tick -> next.getAndIncrement())
                .flatMap(number -> land(sink, number, landed), 16, 1)
                .then();
    }

    private Mono<Position> land(RecordSink sink, int number, Set<Integer> landed) {
        return sink.send(record(number % PARTITIONS, Integer.toString(number)))
                .doOnNext(position -> landed.add(number));
    }

    private Disposable join(Set<Integer> delivered) {
        return transport
                .consumer(settings(), AssignmentListener.NONE)
                .deliveries()
                .doOnNext(delivery -> delivered.add(number(delivery.record())))
                .subscribe(Delivery::acknowledge);
    }

    private static void awaitFlow(int change, int since, Set<Integer> delivered) {
        eventually().untilAsserted(() -> {
            Set<Integer> flowing = delivered.stream()
                    .filter(number -> number >= since)
                    .map(number -> number % PARTITIONS)
                    .collect(Collectors.toSet());
            assertThat(flowing)
                    .as("seed %d, change %d: partitions that flow", SEED, change)
                    .hasSize(PARTITIONS);
        });
    }

    private static Set<Integer> missing(Set<Integer> landed, Set<Integer> delivered) {
        return landed.stream().filter(number -> !delivered.contains(number)).collect(Collectors.toSet());
    }
}
