package io.tesela.processor.custody;

import static io.tesela.processor.custody.CustodyTest.custody;
import static io.tesela.processor.custody.CustodyTest.found;
import static io.tesela.processor.custody.FakeCarrier.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Partition 0 is trusted; two have died with partition 1, whose records below 30 are suspect. */
class ProbationTest {
    private static final String KNOWN = "note 1: custody/1 deaths=2 below=30";

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final List<String> events = new ArrayList<>();
    private final FakeCarrier carrier = new FakeCarrier(
            events, Map.of(0, found(5, 9, ""), 1, found(20, 30, CustodyNote.atWork(custody(1, 25, "")))));
    private final CustodyBook book = new CustodyBook(carrier.look(), carrier, timer);
    private final Probation probation = new Probation(4);
    private final Map<String, Sinks.One<String>> running = new HashMap<>();

    @BeforeEach
    void take() {
        book.assigned(Set.of(0, 1), 1);
        trusted();
        suspect();
        events.clear();
    }

    @AfterEach
    void close() {
        timer.dispose();
    }

    @Test
    void admit_trustedTiles_runSideBySideWithoutANote() {
        admit(trusted(), 5);
        admit(trusted(), 6);
        admit(suspect(), 30);

        assertThat(events).containsExactly("run 5", "run 6", "run 30");
    }

    @Test
    void admit_aSuspectTile_runsAloneBetweenItsNotes() {
        // Given
        admit(trusted(), 5);
        admit(suspect(), 20);
        admit(suspect(), 21);
        admit(trusted(), 6);
        assertThat(events).containsExactly("run 5");

        // When
        end(5);
        assertThat(events).containsExactly("run 5", KNOWN + " probing=20", "run 20");
        end(20);
        end(21);

        // Then
        assertThat(events)
                .containsExactly(
                        "run 5",
                        KNOWN + " probing=20",
                        "run 20",
                        KNOWN,
                        "done 20",
                        KNOWN + " probing=21",
                        "run 21",
                        KNOWN,
                        "done 21",
                        "run 6");
    }

    @Test
    void admit_beforeAProbeIsNoted_doesNotRunIt_andNothingElse() {
        carrier.stopAnswering();
        admit(suspect(), 20);
        admit(trusted(), 5);
        assertThat(events).containsExactly(KNOWN + " probing=20");

        carrier.stored(0);
        end(20);
        assertThat(events).containsExactly(KNOWN + " probing=20", "run 20", KNOWN);

        carrier.stored(1);
        assertThat(events).endsWith("done 20", "run 5");
    }

    @Test
    void admit_partitionRevokedMeanwhile_passesItsSuspectsOver() {
        HeldPartition suspect = suspect();
        admit(trusted(), 5);
        admit(suspect, 20);

        book.revoked(Set.of(1));
        end(5);
        admit(trusted(), 6);

        assertThat(events).containsExactly("run 5", "over 20", "run 6");
    }

    @Test
    void admit_cancelledInAProbe_letsTheNextOneIn() {
        Disposable probe = admit(suspect(), 20);
        admit(trusted(), 5);

        probe.dispose();

        assertThat(events).containsExactly(KNOWN + " probing=20", "run 20", "run 5");
    }

    @Test
    void admit_workThatFails_failsAndLetsTheNextOneIn() {
        admit(suspect(), 20);
        admit(trusted(), 5);

        Objects.requireNonNull(running.get("20"))
                .tryEmitError(new IllegalStateException("planted"))
                .orThrow();

        assertThat(events).containsExactly(KNOWN + " probing=20", "run 20", "failed 20", "run 5");
    }

    private Disposable admit(HeldPartition held, long offset) {
        String name = Long.toString(offset);
        Sinks.One<String> end = Sinks.one();
        running.put(name, end);
        Mono<String> work = end.asMono().doOnSubscribe(started -> events.add("run " + name));
        return probation
                .admit(held, offset, work)
                .switchIfEmpty(Mono.fromRunnable(() -> events.add("over " + name)))
                .subscribe(done -> noteEnd(offset, name), error -> events.add("failed " + name));
    }

    private void noteEnd(long offset, String name) {
        if (offset >= 20 && offset < 30) {
            events.add("done " + name);
        }
    }

    private void end(long offset) {
        Objects.requireNonNull(running.get(Long.toString(offset)))
                .tryEmitValue("done")
                .orThrow();
    }

    private HeldPartition trusted() {
        return Objects.requireNonNull(book.of(delivery(0, 5, 1)).block());
    }

    private HeldPartition suspect() {
        return Objects.requireNonNull(book.of(delivery(1, 20, 1)).block());
    }
}
