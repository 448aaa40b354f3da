package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class FreshStartTest {
    private final FreshStart freshStart = new FreshStart();

    @Test
    void parked_laterThanWhatTheWorkBeganFrom_endsItAndHasItBeginAgain() {
        Mono<Void> ending = freshStart.awaited();
        freshStart.knows(3);

        StepVerifier.create(ending)
                .then(() -> assertThat(freshStart.due()).isFalse())
                .then(() -> freshStart.parked(4))
                .verifyComplete();

        assertThat(freshStart.due()).isTrue();
    }

    @Test
    void parked_knownWhenTheWorkBegan_changesNothing() {
        Mono<Void> ending = freshStart.awaited();
        freshStart.knows(4);

        freshStart.parked(4);

        StepVerifier.create(ending).thenCancel().verify();
        assertThat(freshStart.due()).isFalse();
    }

    @Test
    void parked_beforeTheWorkKnowsFromWhere_endsItOnceMore() {
        Mono<Void> ending = freshStart.awaited();

        freshStart.parked(2);
        freshStart.knows(1);

        StepVerifier.create(ending).verifyComplete();
        assertThat(freshStart.due()).isTrue();
    }

    @Test
    void awaited_again_isNotDueAnyMore() {
        freshStart.awaited();
        freshStart.parked(2);

        Mono<Void> second = freshStart.awaited();
        freshStart.knows(2);

        assertThat(freshStart.due()).isFalse();
        StepVerifier.create(second)
                .then(() -> freshStart.parked(2))
                .then(() -> freshStart.parked(5))
                .verifyComplete();
    }
}
