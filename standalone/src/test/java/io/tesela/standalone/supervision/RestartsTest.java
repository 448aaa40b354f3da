package io.tesela.standalone.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.standalone.supervision.Restarts.Again;
import io.tesela.standalone.supervision.Restarts.GiveUp;
import io.tesela.standalone.supervision.Restarts.Life;
import io.tesela.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RestartsTest {
    /** Pauses 100, 200, 400, 500, 500... ms; three starts at most. */
    private static final RestartLimits LIMITS = new RestartLimits(
            Duration.ofMillis(100), Duration.ofMillis(500), 0.5, Duration.ofSeconds(60), Duration.ofSeconds(30), 3);

    private static final Ending KILLED = new Ending.Exited(137, Optional.empty());
    private static final Ending PORT_TAKEN = new Ending.Exited(5, Optional.of("port 9090 is in use"));

    @Test
    void ended_oneShortLifeAfterAnother_pausesDoubleUpToTheLongest() {
        // Given
        Restarts restarts = Restarts.none(LIMITS);
        List<Long> pauses = new ArrayList<>();

        // When
        for (int i = 0; i < 6; i++) {
            Again again = again(restarts, ready(KILLED, 59), 0);
            pauses.add(again.pause().toMillis());
            restarts = again.next();
        }

        // Then
        assertThat(pauses).containsExactly(100L, 200L, 400L, 500L, 500L, 500L);
        assertThat(restarts.restarts()).isEqualTo(6);
    }

    @Test
    void ended_afterALongLife_pausesBeginAnew() {
        // Given
        Restarts restarts = again(Restarts.none(LIMITS), ready(KILLED, 1), 0).next();
        restarts = again(restarts, ready(KILLED, 1), 0).next();

        // When
        Again again = again(restarts, ready(KILLED, 60), 0);

        // Then
        assertThat(again.pause()).isEqualTo(Duration.ofMillis(100));
        assertThat(again(again.next(), ready(KILLED, 1), 0).pause()).isEqualTo(Duration.ofMillis(200));
        assertThat(again.next().restarts()).isEqualTo(3);
    }

    @Test
    void ended_jitter_takesAwayItsPartOfThePauseAtMost() {
        assertThat(again(Restarts.none(LIMITS), ready(KILLED, 1), 0).pause()).isEqualTo(Duration.ofMillis(100));
        assertThat(again(Restarts.none(LIMITS), ready(KILLED, 1), 1).pause()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void ended_neverReadyAgainAndAgain_isGivenUpWithItsOwnSentence() {
        // Given
        Restarts restarts =
                again(Restarts.none(LIMITS), neverReady(PORT_TAKEN), 0).next();
        restarts = again(restarts, neverReady(PORT_TAKEN), 0).next();

        // When
        Restarts.Decision decision = restarts.ended(neverReady(PORT_TAKEN), 0);

        // Then
        assertThat(decision).isEqualTo(new GiveUp("does not start: port 9090 is in use (starts that failed: 3)"));
    }

    @Test
    void ended_readyInBetween_countsFailedStartsAnew() {
        // Given
        Restarts restarts =
                again(Restarts.none(LIMITS), neverReady(PORT_TAKEN), 0).next();
        restarts = again(restarts, neverReady(PORT_TAKEN), 0).next();

        // When
        restarts = again(restarts, ready(KILLED, 1), 0).next();

        // Then
        restarts = again(restarts, neverReady(PORT_TAKEN), 0).next();
        restarts = again(restarts, neverReady(PORT_TAKEN), 0).next();
        assertThat(restarts.ended(neverReady(PORT_TAKEN), 0)).isInstanceOf(GiveUp.class);
    }

    @Test
    void ended_flagsRefused_isGivenUpAtOnce() {
        // Given
        Ending refused = new Ending.Exited(2, Optional.of("--crf: 52 (expected: 0 to 51)"));

        // When
        Restarts.Decision decision = Restarts.none(LIMITS).ended(neverReady(refused), 0);

        // Then
        assertThat(decision.sentence())
                .isEqualTo("does not start: --crf: 52 (expected: 0 to 51) (starts that failed: 1)");
    }

    @Test
    void ended_sentence_saysHowItEndedWhenItComesBackAndHowOften() {
        // Given
        Restarts once = again(Restarts.none(LIMITS), ready(KILLED, 1), 0).next();

        // When
        Again afterSignal = again(Restarts.none(LIMITS), ready(KILLED, 1), 0);
        Again afterOwnEnd = again(once, ready(PORT_TAKEN, 1), 0);
        Again atStart = again(once, neverReady(PORT_TAKEN), 0);
        Again unborn = again(once, neverReady(new Ending.NotStarted("no memory")), 0);

        // Then
        assertThat(afterSignal.sentence())
                .isEqualTo("ended with exit code 137 (SIGKILL); it is started again in 0.1 s (restart 1)");
        assertThat(afterOwnEnd.sentence())
                .isEqualTo("ended with exit code 5; it is started again in 0.2 s (restart 2)");
        assertThat(atStart.sentence())
                .isEqualTo("ended with exit code 5; it is started again in 0.2 s (restart 2; start 2 of at most 3)");
        assertThat(unborn.sentence())
                .isEqualTo("could not be started; it is started again in 0.2 s (restart 2; start 2 of at most 3)");
    }

    @Test
    void exited_signalWithoutACommonName_isNumbered() {
        assertThat(new Ending.Exited(138, Optional.empty()).sentence())
                .isEqualTo("ended with exit code 138 (signal 10)");
        assertThat(new Ending.Exited(128, Optional.empty()).sentence()).isEqualTo("ended with exit code 128");
        assertThat(new Ending.Exited(255, Optional.empty()).sentence()).isEqualTo("ended with exit code 255");
    }

    /** Whatever happens: pauses stay within their bounds, every restart counts, and only failed starts in a row are the end. */
    @Test
    void ended_anyHistory_keepsTheBounds() {
        Random random = Seeds.random("RestartsTest.ended_anyHistory");
        for (int run = 0; run < 200; run++) {
            Restarts restarts = Restarts.none(LIMITS);
            int failedInARow = 0;
            for (int life = 1; life <= 50; life++) {
                boolean wasReady = random.nextInt(3) > 0;
                failedInARow = wasReady ? 0 : failedInARow + 1;

                Restarts.Decision decision = restarts.ended(
                        wasReady ? ready(KILLED, random.nextInt(120)) : neverReady(PORT_TAKEN), random.nextDouble());

                assertThat(decision instanceof GiveUp).isEqualTo(failedInARow == LIMITS.failedStarts());
                if (!(decision instanceof Again again)) {
                    break;
                }
                assertThat(again.pause()).isBetween(Duration.ofMillis(50), Duration.ofMillis(500));
                assertThat(again.next().restarts()).isEqualTo(life);
                restarts = again.next();
            }
        }
    }

    @Test
    void limits_thatMakeNoSense_areRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RestartLimits(Duration.ZERO, second, 0, second, second, 1))
                .hasMessage("firstPause: PT0S (expected: > 0)");
        assertThatThrownBy(() -> new RestartLimits(second.plusMillis(1), second, 0, second, second, 1))
                .hasMessage("longestPause: PT1S (expected: >= PT1.001S)");
        assertThatThrownBy(() -> new RestartLimits(second, second, 1.1, second, second, 1))
                .hasMessage("jitter: 1.1 (expected: 0 to 1)");
        assertThatThrownBy(() -> new RestartLimits(second, second, 0, second, second, 0))
                .hasMessage("failedStarts: 0 (expected: > 0)");
    }

    private static Again again(Restarts restarts, Life life, double random) {
        Restarts.Decision decision = restarts.ended(life, random);
        assertThat(decision).isInstanceOf(Again.class);
        return (Again) decision;
    }

    private static Life ready(Ending ending, long seconds) {
        return new Life(ending, Optional.of(Duration.ofSeconds(seconds)));
    }

    private static Life neverReady(Ending ending) {
        return new Life(ending, Optional.empty());
    }
}
