package io.tesela.media.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkClockTest {
    private final WorkClock clock = new WorkClock();

    @Test
    void look_beforeAnyQuestion_isZero() {
        assertThat(clock.look(1_000)).isZero();
    }

    @Test
    void look_atWorkWithWaits_leavesOutTheWaits() {
        clock.begins(100);
        clock.rests(130);
        clock.goesOn(1_000);

        assertThat(clock.look(1_005)).isEqualTo(35);

        clock.rests(1_007);
        assertThat(clock.look(9_000)).isEqualTo(37);
    }

    @Test
    void look_atTheNextQuestion_beginsAnew() {
        clock.begins(100);
        clock.rests(200);

        clock.begins(300);

        assertThat(clock.look(301)).isEqualTo(1);
    }

    /** A machine that was suspended for an hour. */
    @Test
    void look_afterNobodyLookedForLong_countsLittleOfIt() {
        clock.begins(0);
        clock.look(5);

        assertThat(clock.look(3_600_000_000_000L)).isEqualTo(5 + WorkClock.MOST_BETWEEN_LOOKS_NANOS);
    }
}
