package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.media.ffmpeg.Timeline.Stamp;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class TimelineTest {
    @Test
    void next_increasingTimestamps_areKeptExactly() {
        Timeline timeline = new Timeline(1, 0, 40, 1000, Optional.empty());

        assertThat(timeline.next(-7, 10, () -> Timeline.MISSING)).isEqualTo(new Stamp(-7, 10));
        assertThat(timeline.next(1, 0, () -> Timeline.MISSING)).isEqualTo(new Stamp(1, 40));
        assertThat(timeline.next(1000, -1, () -> Timeline.MISSING)).isEqualTo(new Stamp(1000, 40));
        assertThat(timeline.fixed()).isZero();
    }

    @Test
    void next_numeratorAndShift_areApplied() {
        Timeline timeline = new Timeline(1001, 5005, 1001, 1000, Optional.empty());

        assertThat(timeline.next(5, 1, () -> Timeline.MISSING)).isEqualTo(new Stamp(0, 1001));
        assertThat(timeline.next(6, 2, () -> Timeline.MISSING)).isEqualTo(new Stamp(1001, 2002));
    }

    @Test
    void next_repeatedOrBackward_leavesRightAfterTheOneBefore() {
        Timeline timeline = new Timeline(1, 0, 40, 1000, Optional.empty());

        timeline.next(100, 40, () -> Timeline.MISSING);

        assertThat(timeline.next(100, 40, () -> Timeline.MISSING).pts()).isEqualTo(101);
        assertThat(timeline.next(60, 40, () -> Timeline.MISSING).pts()).isEqualTo(102);
        assertThat(timeline.next(140, 40, () -> Timeline.MISSING).pts()).isEqualTo(140);
        assertThat(timeline.fixed()).isEqualTo(2);
    }

    @Test
    void next_farAheadOfTheFrameAfterIt_isSetBetweenTheTwo() {
        Timeline timeline = new Timeline(1, 0, 40, 1000, Optional.of(new ClockJumps(1).track()));
        timeline.next(100, 40, () -> 9_000_000);

        assertThat(timeline.next(9_000_000, 40, () -> 180).pts()).isEqualTo(140);
        assertThat(timeline.next(180, 40, () -> 200).pts()).isEqualTo(180);
        assertThat(timeline.next(9_000_000, 40, () -> 200).pts())
                .as("before the one after it")
                .isEqualTo(199);
        assertThat(timeline.next(200, 40, () -> 240).pts()).isEqualTo(200);
        assertThat(timeline.fixed()).isEqualTo(2);
    }

    /** Whoever looks has to wait for a frame. */
    @Test
    void next_inProportion_doesNotLookAtTheFrameAfterIt() {
        Timeline timeline = new Timeline(1, 0, 40, 1000, Optional.empty());
        LongSupplier never = () -> {
            throw new AssertionError("looked at");
        };
        timeline.next(0, 40, never);

        assertThat(timeline.next(900, 40, never).pts()).isEqualTo(900);
        assertThat(timeline.next(1800, 10_000, never).pts()).isEqualTo(1800);
        assertThat(timeline.next(90_000, 10_000, never).pts())
                .as("pictures of ten seconds")
                .isEqualTo(90_000);
        assertThat(timeline.next(Timeline.MISSING, 40, never).pts()).isEqualTo(100_000);
    }

    /** A pause, and a clock that begins anew, are what they are. */
    @Test
    void next_aheadWithWhatFollows_isTakenAsItIs() {
        Timeline timeline = new Timeline(1, 0, 40, 1000, Optional.of(new ClockJumps(1).track()));
        timeline.next(100, 40, () -> 90_000);

        assertThat(timeline.next(90_000, 40, () -> 90_040).pts()).isEqualTo(90_000);
        assertThat(timeline.next(90_040, 40, () -> 7).pts()).isEqualTo(90_040);
        assertThat(timeline.next(7, 40, () -> 47).pts()).isEqualTo(90_080);
        assertThat(timeline.fixed()).isEqualTo(1);
    }

    @Test
    void next_missing_followsTheDurationBefore() {
        Timeline timeline = new Timeline(1, 0, 40, 1000, Optional.empty());

        assertThat(timeline.next(Timeline.MISSING, 0, () -> Timeline.MISSING).pts())
                .isZero();
        assertThat(timeline.next(Timeline.MISSING, 30, () -> Timeline.MISSING).pts())
                .isEqualTo(40);
        assertThat(timeline.next(Timeline.MISSING, 30, () -> Timeline.MISSING).pts())
                .isEqualTo(70);
        assertThat(timeline.fixed()).isEqualTo(3);
    }

    @Test
    void next_newClock_continuesWhereTheOldOneEnded() {
        Timeline timeline = new Timeline(1, 0, 40, 1000, Optional.of(new ClockJumps(1).track()));

        timeline.next(5000, 40, () -> Timeline.MISSING);

        assertThat(timeline.next(200, 40, () -> Timeline.MISSING).pts()).isEqualTo(5040);
        assertThat(timeline.next(240, 40, () -> Timeline.MISSING).pts()).isEqualTo(5080);
        assertThat(timeline.next(285, 40, () -> Timeline.MISSING).pts()).isEqualTo(5125);
        assertThat(timeline.fixed()).isEqualTo(1);
    }

    @Test
    void next_newClockThatAnotherTrackHasMet_movesByAsMuch() {
        // Given: audio that ended 15 units before this track
        ClockJumps jumps = new ClockJumps(1);
        jumps.track().moved(4.825);
        Timeline timeline = new Timeline(1, 0, 40, 1000, Optional.of(jumps.track()));

        timeline.next(5000, 40, () -> Timeline.MISSING);

        assertThat(timeline.next(200, 40, () -> Timeline.MISSING).pts()).isEqualTo(5025);
        assertThat(timeline.next(240, 40, () -> Timeline.MISSING).pts()).isEqualTo(5065);
    }

    @Test
    void next_newClockThatAnotherTrackHasMetElsewhere_continuesOnItsOwn() {
        ClockJumps jumps = new ClockJumps(1);
        jumps.track().moved(100);
        Timeline timeline = new Timeline(1, 0, 40, 1000, Optional.of(jumps.track()));

        timeline.next(5000, 40, () -> Timeline.MISSING);

        assertThat(timeline.next(200, 40, () -> Timeline.MISSING).pts()).isEqualTo(5040);
    }
}
