package io.tesela.ingest.job;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class BreakerTest {
    private final Breaker breaker = new Breaker();

    @Test
    void trip_fluxUnderWay_isCancelledAndFails() {
        // Given
        TestPublisher<Integer> source = TestPublisher.create();

        // Then
        StepVerifier.create(source.flux().transform(breaker::guard))
                .then(() -> source.next(1))
                .expectNext(1)
                .then(() -> breaker.trip(new IllegalStateException("first")))
                .verifyErrorMessage("first");
        source.assertCancelled();
    }

    @Test
    void trip_twice_theFirstCounts() {
        // Given
        breaker.trip(new IllegalStateException("first"));
        breaker.trip(new IllegalStateException("second"));

        // Then
        StepVerifier.create(Flux.never().transform(breaker::guard)).verifyErrorMessage("first");
    }

    @Test
    void trip_fluxThatHasEnded_changesNothing() {
        // Given
        TestPublisher<Integer> source = TestPublisher.create();

        // Then
        StepVerifier.create(source.flux().transform(breaker::guard))
                .then(() -> source.emit(1))
                .expectNext(1)
                .verifyComplete();
        breaker.trip(new IllegalStateException("late"));
    }

    @Test
    void guard_fluxThatFailsItself_failsWithThat() {
        StepVerifier.create(Flux.error(new IllegalStateException("own")).transform(breaker::guard))
                .verifyErrorMessage("own");
    }

    @Test
    void guard_fluxThatFailsOfTheTrip_failsWithItsReason() {
        // Given: what is closed because of it complains first
        Flux<Integer> source = Flux.defer(() -> {
            breaker.trip(new IllegalStateException("first"));
            return Flux.error(new IllegalStateException("closed"));
        });

        // Then
        StepVerifier.create(source.transform(breaker::guard)).verifyErrorMessage("first");
    }

    @Test
    void guard_takerCancels_cancelsTheFlux() {
        // Given
        TestPublisher<Integer> source = TestPublisher.create();

        // When
        StepVerifier.create(source.flux().transform(breaker::guard))
                .expectSubscription()
                .thenCancel()
                .verify();

        // Then
        source.assertCancelled();
    }
}
