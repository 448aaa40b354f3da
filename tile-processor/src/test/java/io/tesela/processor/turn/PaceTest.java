package io.tesela.processor.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.testkit.Seeds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void waitNanos_withoutALimit_isZero() {
        Pace pace = new Pace(0);

        for (long now = 5; now < 10; now++) {
            assertThat(pace.waitNanos(now)).isZero();
            pace.started(now);
        }
    }

    @Test
    void waitNanos_afterAStart_isTheRestOfTheInterval() {
        Pace pace = new Pace(10);
        long first = -3;

        assertThat(pace.waitNanos(first)).isZero();
        pace.started(first);

        assertThat(pace.waitNanos(first)).isEqualTo(SECOND / 10);
        assertThat(pace.waitNanos(first + SECOND / 10 - 1)).isEqualTo(1);
        assertThat(pace.waitNanos(first + SECOND)).isZero();
    }

    @Test
    void started_late_leavesTheNextWhereItWas() {
        Pace pace = new Pace(10);
        pace.started(0);

        pace.started(SECOND / 10 + 7);

        assertThat(pace.waitNanos(SECOND / 10 + 7)).isEqualTo(SECOND / 10 - 7);
    }

    @Test
    void started_atRandomTimes_neverExceedsTheRateByMoreThanOne() {
        Random random = Seeds.random("Pace");
        for (int run = 0; run < 50; run++) {
            int perSecond = 1 + random.nextInt(200);
            Pace pace = new Pace(perSecond);
            Deque<Long> lastSecond = new ArrayDeque<>();
            long now = random.nextLong();
            for (int start = 0; start < 2_000; start++) {
                now += pace.waitNanos(now);
                now += random.nextInt(10) == 0 ? random.nextInt(Math.toIntExact(SECOND)) : random.nextInt(1_000_000);
                pace.started(now);
                lastSecond.addLast(now);
                while (now - lastSecond.getFirst() >= SECOND) {
                    lastSecond.removeFirst();
                }
                assertThat(lastSecond.size()).isLessThanOrEqualTo(perSecond + 1);
            }
        }
    }
}
