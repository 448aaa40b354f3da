package io.tesela.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.testkit.Seeds;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerTimesTest {
    private static final Duration FIRST = Duration.ofSeconds(15);
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final AnswerTimes times = new AnswerTimes(new AnswerTimes.Range(FIRST, SHORTEST, LONGEST));

    @Test
    void late_nothingKnown_isTheFirst() {
        assertThat(times.late()).isEqualTo(FIRST);
    }

    @Test
    void late_afterOneAnswer_isThriceThat() {
        times.answered(seconds(8));

        assertThat(times.late()).as("8 + 4 * 8 / 2").isEqualTo(Duration.ofSeconds(24));
    }

    @Test
    void late_quickAnswers_isTheShortest() {
        for (int i = 0; i < 50; i++) {
            times.answered(seconds(1));
        }

        assertThat(times.late()).isEqualTo(SHORTEST);
    }

    @Test
    void late_slowAnswersThatDoNotVary_comesDownToThem() {
        for (int i = 0; i < 100; i++) {
            times.answered(seconds(36));
        }

        assertThat(times.late()).isBetween(Duration.ofSeconds(36), Duration.ofSeconds(37));
    }

    @Test
    void late_whileNothingIsAnswered_doublesOnceWhileItLasts() {
        times.missed(seconds(0));
        times.missed(seconds(1));
        times.missed(seconds(29));
        assertThat(times.late()).isEqualTo(FIRST.multipliedBy(2));

        times.missed(seconds(30));

        assertThat(times.late()).isEqualTo(FIRST.multipliedBy(4));
        assertThat(times.usual()).isEqualTo(FIRST);
    }

    @Test
    void late_missedForEver_isTheLongest() {
        for (int i = 0; i < 100; i++) {
            times.missed(i * LONGEST.toNanos());
        }

        assertThat(times.late()).isEqualTo(LONGEST);
    }

    @Test
    void late_answeredAfterMisses_doublesNoMore() {
        times.missed(0);
        times.missed(LONGEST.toNanos());

        times.answered(seconds(1));

        assertThat(times.late()).isEqualTo(SHORTEST);
    }

    @Test
    void late_whateverComes_staysInRangeAndAboveWhatIsUsual() {
        Random random = Seeds.random("answer times");
        for (int run = 0; run < 200; run++) {
            AnswerTimes some = new AnswerTimes(new AnswerTimes.Range(FIRST, SHORTEST, LONGEST));
            long usual = random.nextInt(400);
            for (int i = 0; i < 200; i++) {
                some.answered(seconds(usual) + random.nextInt(1_000_000));
                assertThat(some.late()).isBetween(SHORTEST, LONGEST).isGreaterThanOrEqualTo(Duration.ofSeconds(usual));
            }
        }
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
