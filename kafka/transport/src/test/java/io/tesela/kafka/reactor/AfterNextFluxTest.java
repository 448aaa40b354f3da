package io.tesela.kafka.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class AfterNextFluxTest {
    private final TestPublisher<Integer> upstream = TestPublisher.create();
    private final List<String> events = new ArrayList<>();

    @Test
    void subscribe_asksUpstreamForExactlyWhatIsAskedOfIt() {
        StepVerifier.create(mapped(), 0)
                .then(upstream::assertWasNotRequested)
                .thenRequest(3)
                .then(() -> upstream.assertMaxRequested(3).assertMinRequested(3))
                .thenCancel()
                .verify();
    }

    @Test
    void onNext_tellsTheCallbackOnceTheDownstreamIsBack() {
        StepVerifier.create(mapped().doOnNext(events::add))
                .then(() -> upstream.next(1, 2))
                .expectNext("1", "2")
                .then(upstream::complete)
                .verifyComplete();

        assertThat(events).containsExactly("1", "after 1", "2", "after 2");
    }

    @Test
    void cancel_cancelsUpstream() {
        StepVerifier.create(mapped()).thenCancel().verify();

        upstream.assertCancelled();
    }

    @Test
    void error_isPassedOn() {
        IllegalStateException planted = new IllegalStateException("planted");

        StepVerifier.create(mapped())
                .then(() -> upstream.error(planted))
                .verifyErrorSatisfies(error -> assertThat(error).isSameAs(planted));
    }

    private Flux<String> mapped() {
        return new AfterNextFlux<>(upstream.flux(), String::valueOf, item -> events.add("after " + item));
    }
}
