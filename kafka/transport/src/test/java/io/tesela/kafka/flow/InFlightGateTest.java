package io.tesela.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class InFlightGateTest {
    private final InFlightGate gate = new InFlightGate(2, 100);
    private final List<String> started = new ArrayList<>();

    @Test
    void admit_beyondTheLimits_waitsInOrder() {
        // Given
        Sinks.One<String> first = Sinks.one();
        Disposable a = call("a", 60, first.asMono());
        Disposable b = call("b", 60, Mono.never());
        Disposable c = call("c", 1, Mono.never());

        // When
        assertThat(started).containsExactly("a");
        first.tryEmitValue("done");

        // Then
        assertThat(started).containsExactly("a", "b", "c");
        a.dispose();
        b.dispose();
        c.dispose();
    }

    @Test
    void admit_ofACallLargerThanTheLimit_goesAlone() {
        // Given
        Disposable small = call("small", 1, Mono.never());
        Disposable large = call("large", 1_000, Mono.never());
        assertThat(started).containsExactly("small");

        // When
        small.dispose();

        // Then
        assertThat(started).containsExactly("small", "large");
        large.dispose();
    }

    @Test
    void cancel_whileWaiting_letsTheNextOneThrough() {
        // Given
        Disposable a = call("a", 90, Mono.never());
        Disposable b = call("b", 90, Mono.never());
        Disposable c = call("c", 10, Mono.never());

        // When
        b.dispose();

        // Then
        assertThat(started).containsExactly("a", "c");
        a.dispose();
        c.dispose();
    }

    @Test
    void admit_callThatFails_passesTheErrorOnAndGivesItsShareBack() {
        // Given
        IllegalStateException planted = new IllegalStateException("planted");
        Sinks.One<String> failing = Sinks.one();
        StepVerifier failed = StepVerifier.create(gate.admit(2, 100, failing.asMono()))
                .expectErrorSatisfies(error -> assertThat(error).isSameAs(planted))
                .verifyLater();
        Disposable next = call("next", 100, Mono.never());
        assertThat(started).isEmpty();

        // When
        failing.tryEmitError(planted);

        // Then
        failed.verify();
        assertThat(started).containsExactly("next");
        next.dispose();
    }

    @Test
    void close_failsWaitingAndLaterCalls() {
        // Given
        Disposable a = call("a", 100, Mono.never());
        TransportException closed = new TransportException("closed", false, null);
        StepVerifier waiting = StepVerifier.create(gate.admit(1, 1, Mono.just("b")))
                .expectErrorMatches(error -> error == closed)
                .verifyLater();

        // When
        gate.close(closed);

        // Then
        waiting.verify();
        StepVerifier.create(gate.admit(1, 1, Mono.just("c"))).verifyErrorMatches(error -> error == closed);
        a.dispose();
    }

    /** Calls that end, fail or are cancelled in any order never exceed the limits, and leave nothing counted. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void admit_inAnySchedule_keepsTheLimits(long seed) {
        Random random = new Random(seed);
        long[] inFlight = new long[2];
        List<Disposable> subscriptions = new ArrayList<>();
        List<Sinks.One<Integer>> running = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            int bytes = 1 + random.nextInt(100);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    Sinks.One<Integer> end = Sinks.one();
                    Mono<Integer> counted = Mono.defer(() -> {
                                inFlight[0]++;
                                inFlight[1] += bytes;
                                running.add(end);
                                return end.asMono();
                            })
                            .doFinally(signal -> {
                                inFlight[0]--;
                                inFlight[1] -= bytes;
                                running.remove(end);
                            });
                    subscriptions.add(gate.admit(1, bytes, counted).subscribe(done -> {}, error -> {}));
                }
                case 2 -> {
                    if (!running.isEmpty()) {
                        running.get(random.nextInt(running.size())).tryEmitValue(step);
                    }
                }
                default -> {
                    if (!subscriptions.isEmpty()) {
                        subscriptions
                                .remove(random.nextInt(subscriptions.size()))
                                .dispose();
                    }
                }
            }
            assertThat(inFlight[0]).as("seed %d, step %d", seed, step).isLessThanOrEqualTo(2);
            assertThat(inFlight[1]).as("seed %d, step %d", seed, step).isLessThanOrEqualTo(100);
        }
        subscriptions.forEach(Disposable::dispose);
        assertThat(inFlight).as("seed %d", seed).containsExactly(0, 0);
        StepVerifier.create(gate.admit(2, 100, Mono.just("free")))
                .expectNext("free")
                .verifyComplete();
    }

    private Disposable call(String name, long bytes, Mono<String> end) {
        Mono<String> call = end.doOnSubscribe(subscription -> started.add(name));
        return gate.admit(1, bytes, call).subscribe();
    }
}
