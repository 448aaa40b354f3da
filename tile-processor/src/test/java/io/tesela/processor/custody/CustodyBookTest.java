package io.tesela.processor.custody;

import static io.tesela.processor.custody.CustodyTest.custody;
import static io.tesela.processor.custody.CustodyTest.found;
import static io.tesela.processor.custody.FakeCarrier.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.kafka.flow.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class CustodyBookTest {
    private static final String AT_WORK = "custody/1 deaths=0 below=0";

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final List<String> events = new ArrayList<>();
    private final FakeCarrier carrier = new FakeCarrier(events, Map.of(0, found(5, 9, ""), 1, found(20, 30, AT_WORK)));
    private final CustodyBook book = new CustodyBook(carrier.look(), carrier, timer);

    @AfterEach
    void close() {
        timer.dispose();
    }

    @Test
    void of_theFirstDeliveries_looksOnceForAll_andNotesEachPartition() {
        book.assigned(Set.of(0, 1), 1);
        assertThat(events).as("nobody can die yet").isEmpty();

        for (int i = 0; i < 2; i++) {
            StepVerifier.create(book.of(delivery(1, 20 + i, 1)))
                    .expectNextMatches(held -> held.custody().equals(custody(1, 30, "")))
                    .verifyComplete();
        }
        StepVerifier.create(book.of(delivery(0, 5, 1)))
                .expectNextMatches(held -> held.custody().equals(Custody.NONE))
                .verifyComplete();

        assertThat(events).containsExactly("look", "note 1: custody/1 deaths=1 below=30", "note 0: " + AT_WORK);
    }

    @Test
    void of_aPartitionThatTheLookDoesNotKnow_isTrusted() {
        book.assigned(Set.of(7), 1);

        StepVerifier.create(book.of(delivery(7, 0, 1)))
                .expectNextMatches(held -> held.custody().equals(Custody.NONE))
                .verifyComplete();
    }

    @Test
    void of_beforeTheNoteIsStored_waits() {
        carrier.stopAnswering();
        book.assigned(Set.of(0), 1);

        StepVerifier.create(book.of(delivery(0, 5, 1)))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(1))
                .then(() -> carrier.stored(0))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void of_cancelled_stillAnswersTheNext() {
        carrier.stopAnswering();
        book.assigned(Set.of(0), 1);

        StepVerifier.create(book.of(delivery(0, 5, 1))).thenCancel().verify();

        StepVerifier.create(book.of(delivery(0, 6, 1)))
                .then(() -> carrier.stored(0))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(events).containsExactly("look", "note 0: " + AT_WORK);
    }

    @Test
    void of_aGenerationThatIsOver_isEmptyAndAsksNothing() {
        book.assigned(Set.of(0), 1);
        book.revoked(Set.of(0));
        StepVerifier.create(book.of(delivery(0, 5, 1))).verifyComplete();

        book.assigned(Set.of(0), 2);
        StepVerifier.create(book.of(delivery(0, 5, 1))).verifyComplete();

        assertThat(events).isEmpty();
    }

    @Test
    void of_revokedWhileItWaits_isEmpty_andTheNextGenerationLooksAnew() {
        carrier.stopAnswering();
        book.assigned(Set.of(0), 1);

        StepVerifier.create(book.of(delivery(0, 5, 1)))
                .then(() -> book.revoked(Set.of(0)))
                .then(() -> carrier.refused(0, new TransportException("not owned", true, null)))
                .verifyComplete();

        book.assigned(Set.of(0), 2);
        StepVerifier.create(book.of(delivery(0, 5, 2)))
                .then(() -> carrier.stored(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(events).containsExactly("look", "note 0: " + AT_WORK, "look", "note 0: " + AT_WORK);
    }

    @Test
    void of_lookThatFails_failsTheSameUntilTheNextAssignment() {
        TransportException down = new TransportException("down", true, null);
        CustodyBook blind = new CustodyBook(Mono.error(down), carrier, timer);
        blind.assigned(Set.of(0), 1);

        StepVerifier.create(blind.of(delivery(0, 5, 1))).verifyErrorMatches(error -> error == down);

        blind.revoked(Set.of(0));
        StepVerifier.create(blind.of(delivery(0, 5, 1))).verifyComplete();
        assertThat(events).isEmpty();
    }

    @Test
    void of_carrierThatDoesNotAnswer_failsRetryably() {
        carrier.stopAnswering();
        book.assigned(Set.of(0), 1);

        StepVerifier.create(book.of(delivery(0, 5, 1)))
                .then(() -> timer.advanceTimeBy(Duration.ofSeconds(30)))
                .verifyErrorMatches(error -> error instanceof TransportException late && late.retryable());
    }
}
