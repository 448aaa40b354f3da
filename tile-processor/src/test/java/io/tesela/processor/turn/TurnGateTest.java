package io.tesela.processor.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.TileKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class TurnGateTest {
    private static final JobId JOB = new JobId("job");
    private static final Duration TIMEOUT = Duration.ofMillis(1_500);

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final HandScheduler threads = new HandScheduler();
    private final List<String> ended = new ArrayList<>();
    private int tiles;

    @AfterEach
    void close() {
        timer.dispose();
    }

    @Test
    void inTurn_whenNobodyAsks_doesNotWaitForATurn() {
        TurnGate gate = gate(1, 0, 0);

        StepVerifier.create(gate.inTurn(tile(0), () -> "done"), 0)
                .then(() -> assertThat(threads.size() + gate.waiting()).isZero())
                .thenRequest(1)
                .then(() -> assertThat(threads.size()).isEqualTo(1))
                .then(threads::runNext)
                .expectNext("done")
                .verifyComplete();
    }

    @Test
    void inTurn_moreThanTurns_waitUntilOneEnds() {
        TurnGate gate = gate(2, 0, 0);
        start(gate, "a", () -> "");
        start(gate, "b", () -> "");
        start(gate, "c", () -> "");
        assertThat(threads.size()).isEqualTo(2);
        assertThat(gate.waiting()).isEqualTo(1);

        threads.runNext();

        assertThat(ended).containsExactly("a");
        assertThat(threads.size()).isEqualTo(2);
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void share_whileNobodyWaits_isHalfOfWhatIsFree() {
        TurnGate gate = gate(6, 0, 0);
        assertThat(gate.share()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            start(gate, "part", () -> "");
        }
        assertThat(gate.share()).as("of three").isEqualTo(1);

        for (int i = 0; i < 4; i++) {
            start(gate, "one waits", () -> "");
        }
        assertThat(gate.share()).as("all are taken").isEqualTo(1);
        for (int i = 0; i < 7; i++) {
            threads.runNext();
        }
        assertThat(gate.share()).isEqualTo(3);
    }

    @Test
    void share_withALimitOrALostTurn_isOne() {
        assertThat(gate(4, 5, 0).share()).isEqualTo(1);
        assertThat(gate(4, 0, 2).share()).isEqualTo(1);

        TurnGate gate = gate(4, 0, 0);
        StepVerifier.create(gate.inTurn(tile(0), () -> {
                    timer.advanceTimeBy(TIMEOUT);
                    assertThat(gate.lost()).isEqualTo(1);
                    assertThat(gate.share()).isEqualTo(1);
                    return "";
                }))
                .then(threads::runNext)
                .verifyError(FilterTimeoutException.class);
        assertThat(gate.share()).as("it came back").isEqualTo(2);
    }

    @Test
    void inTurn_workThatFails_failsAndGivesTheTurnBack() {
        TurnGate gate = gate(1, 0, 0);
        IllegalStateException error = new IllegalStateException("broke");
        Supplier<String> failing = () -> {
            throw error;
        };

        StepVerifier.create(gate.inTurn(tile(0), failing))
                .then(threads::runNext)
                .verifyErrorSatisfies(e -> assertThat(e).isSameAs(error));

        start(gate, "next", () -> "");
        threads.runNext();
        assertThat(ended).containsExactly("next");
    }

    @Test
    void inTurn_workWithoutResult_isEmpty() {
        StepVerifier.create(gate(1, 0, 0).inTurn(tile(0), () -> null))
                .then(threads::runNext)
                .verifyComplete();
    }

    @Test
    void cancel_whileWaiting_leavesTheLine() {
        TurnGate gate = gate(1, 0, 0);
        start(gate, "a", () -> "");

        StepVerifier.create(gate.inTurn(tile(1), () -> "b"))
                .then(() -> assertThat(gate.waiting()).isEqualTo(1))
                .thenCancel()
                .verify();

        assertThat(gate.waiting()).isZero();
        threads.runNext();
        assertThat(threads.size()).isZero();
    }

    @Test
    void cancel_beforeTheThreadBegins_givesTheTurnBack() {
        TurnGate gate = gate(1, 0, 0);

        StepVerifier.create(gate.inTurn(tile(0), () -> "a")).thenCancel().verify();

        start(gate, "b", () -> "");
        assertThat(threads.size()).isEqualTo(1);
        threads.runNext();
        assertThat(ended).containsExactly("b");
    }

    @Test
    void cancel_whileTheThreadIsAtIt_givesTheTurnBackWhenItReturns() {
        TurnGate gate = gate(1, 0, 0);
        Disposable.Swap subscription = Disposables.swap();
        List<Integer> seen = new ArrayList<>();
        Supplier<String> work = () -> {
            start(gate, "next", () -> "");
            subscription.dispose();
            seen.addAll(List.of(gate.waiting(), threads.size()));
            return "unwanted";
        };
        subscription.update(gate.inTurn(tile(0), work).subscribe(ended::add));

        threads.runNext();

        assertThat(seen).as("waiting, at work").containsExactly(1, 0);
        assertThat(gate.waiting()).isZero();
        threads.runNext();
        assertThat(ended).containsExactly("next");
    }

    @Test
    void cancel_ofAThreadThatNeverReturns_isMissedAllTheSame() {
        TurnGate gate = gate(1, 0, 0);
        Disposable.Swap subscription = Disposables.swap();
        List<Integer> seen = new ArrayList<>();
        Supplier<String> work = () -> {
            subscription.dispose();
            timer.advanceTimeBy(TIMEOUT);
            seen.add(gate.lost());
            return "unwanted";
        };
        subscription.update(gate.inTurn(tile(0), work).subscribe(ended::add));

        threads.runNext();

        assertThat(seen).containsExactly(1);
        assertThat(gate.lost()).isZero();
        assertThat(ended).isEmpty();
    }

    @Test
    void timeout_ofAWorkThatReturnsLate_failsItAndKeepsTheTurnUntilThen() {
        TurnGate gate = gate(1, 0, 0);
        List<Integer> seen = new ArrayList<>();
        Mono<String> late = gate.inTurn(tile(0), () -> {
            timer.advanceTimeBy(TIMEOUT);
            start(gate, "next", () -> "");
            seen.addAll(List.of(gate.lost(), gate.waiting(), threads.size()));
            return "late";
        });

        StepVerifier.create(late).then(threads::runNext).verifyErrorMessage("the filter did not return within 1.5 s");

        assertThat(seen).as("lost, waiting, at work").containsExactly(1, 1, 0);
        assertThat(gate.lost()).isZero();
        threads.runNext();
        assertThat(ended).containsExactly("next");
    }

    @Test
    void timeout_ofOneOfTwo_leavesTheOtherTurn() {
        TurnGate gate = gate(2, 0, 0);
        start(gate, "stuck", () -> {
            timer.advanceTimeBy(TIMEOUT);
            start(gate, "next", () -> "");
            threads.runNext();
            return "";
        });

        threads.runNext();

        assertThat(ended).containsExactly("stuck: FilterTimeoutException", "next");
    }

    @Test
    void exhausted_whenNoThreadReturns_fails() {
        TurnGate gate = gate(2, 0, 0);
        start(gate, "a", () -> {
            threads.runNext();
            return "";
        });
        start(gate, "b", () -> {
            timer.advanceTimeBy(TIMEOUT);
            StepVerifier.create(gate.exhausted())
                    .verifyErrorMessage("all 2 threads are lost to filters that do not return");
            return "";
        });

        threads.runNext();

        assertThat(ended).containsExactly("a: FilterTimeoutException", "b: FilterTimeoutException");
    }

    @Test
    void exhausted_whileThreadsReturn_saysNothing() {
        TurnGate gate = gate(1, 0, 0);

        StepVerifier.create(gate.exhausted())
                .then(() -> start(gate, "a", () -> ""))
                .then(() -> timer.advanceTimeBy(TIMEOUT.minusMillis(1)))
                .then(threads::runNext)
                .then(() -> timer.advanceTimeBy(TIMEOUT))
                .thenCancel()
                .verify();

        assertThat(ended).containsExactly("a");
    }

    @Test
    void inTurn_onAClosedScheduler_fails() {
        threads.dispose();

        StepVerifier.create(gate(1, 0, 0).inTurn(tile(0), () -> "a")).verifyError(RejectedExecutionException.class);
    }

    @Test
    void inTurn_paced_startsAsManyTilesASecondAsAreAllowed() {
        TurnGate gate = gate(100, 4, 0);
        for (int i = 0; i < 20; i++) {
            start(gate, "tile", () -> "");
        }

        assertThat(threads.size()).isEqualTo(1);
        timer.advanceTimeBy(Duration.ofMillis(249));
        assertThat(threads.size()).isEqualTo(1);
        timer.advanceTimeBy(Duration.ofMillis(1));
        assertThat(threads.size()).isEqualTo(2);
        timer.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(threads.size()).isEqualTo(6);
    }

    @Test
    void inTurn_limitedPerFrame_runsNoMoreOfOneAtOnce() {
        TurnGate gate = gate(4, 0, 1);
        for (int frame : new int[] {0, 0, 1}) {
            gate.inTurn(tile(frame), () -> "").subscribe(done -> ended.add("frame " + frame));
        }
        assertThat(threads.size()).isEqualTo(2);

        threads.runNext();

        assertThat(ended).containsExactly("frame 0");
        assertThat(threads.size()).isEqualTo(2);
    }

    private TurnGate gate(int turns, int perSecond, int perFrame) {
        return new TurnGate(
                turns,
                new TurnLimits(perSecond, perFrame, TIMEOUT),
                threads,
                timer,
                () -> timer.now(TimeUnit.NANOSECONDS));
    }

    private void start(TurnGate gate, String name, Supplier<String> work) {
        gate.inTurn(tile(tiles), work)
                .subscribe(
                        done -> ended.add(name),
                        e -> ended.add(name + ": " + e.getClass().getSimpleName()));
    }

    private TileKey tile(int frame) {
        return new TileKey(JOB, frame, tiles++);
    }
}
