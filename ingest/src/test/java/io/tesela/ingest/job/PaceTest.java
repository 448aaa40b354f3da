package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    /** Frames that had left each second of a job as it ran: {@code run --video samples/flower.mp4 --filters denoise:3:7:9}. */
    private static final int[] RECORDED = {
        0, 0, 3, 8, 9, 16, 20, 27, 35, 43, 48, 54, 59, 66, 67, 75, 83, 91, 91, 100, 107, 114, 118, 123, 128, 133, 139
    };

    private static final int RECORDED_FRAMES = 150;
    /** Decoded, and not encoded yet; as many until the last frame was decoded. */
    private static final int RECORDED_UNDER_WAY = 16;

    private static final double RECORDED_SECONDS = 26.8;

    private final Pace pace = new Pace();

    @Test
    void fps_beforeTwoCounts_isNotKnown() {
        assertThat(pace.fps()).isEmpty();

        pace.count(0, 0);

        assertThat(pace.fps()).isEmpty();
    }

    /** What is left is told within a fifth, or two seconds, which is how long a segment may hold frames back. */
    @Test
    void fps_ofARecordedJob_tellsTheEndFromTheFirstQuarterOn() {
        for (int second = 0; second < RECORDED.length; second++) {
            // When
            count(second * 1000L, RECORDED[second]);

            // Then
            if (second >= RECORDED_SECONDS / 4) {
                double left = RECORDED_SECONDS - second;
                int decoded = Math.min(RECORDED_FRAMES, RECORDED[second] + RECORDED_UNDER_WAY);
                double told = Pace.left(RECORDED_FRAMES, decoded, RECORDED[second])
                        / pace.fps().orElseThrow();
                assertThat(told).as("after %s s", second).isCloseTo(left, within(Math.max(2, 0.2 * left)));
            }
        }
    }

    @Test
    void left_countsWhatIsUnderWayHalf() {
        assertThat(Pace.left(150, 76, 60)).isEqualTo(82);
        assertThat(Pace.left(150, 150, 150)).isZero();
        assertThat(Pace.left(150, 60, 60)).isEqualTo(90);
        assertThat(Pace.left(60, 80, 70)).isZero();
    }

    @Test
    void fps_ofAJobThatBeginsSlowly_forgetsThat() {
        for (int second = 0; second <= 100; second++) {
            count(second * 1000L, second <= 50 ? second : 50 + (second - 50) * 10L);
        }

        assertThat(pace.fps().orElseThrow()).isCloseTo(10, within(0.001));
    }

    @Test
    void fps_ofAJobThatStandsStill_isZeroInTheEnd() {
        count(0, 0);
        count(1000, 30);
        count(2000, 30);
        count(5000, 30);
        count(6000, 30);

        assertThat(pace.fps().orElseThrow()).isZero();
    }

    /** A day of quarters of seconds: more than is kept, and the half is still the half. */
    @Test
    void fps_ofALongJob_isThatOfItsLaterHalf() {
        int counts = 4 * 86_400;
        long frames = 0;
        for (int i = 0; i < counts; i++) {
            frames += i < counts / 2 ? 1 : 5;
            count(i * 250L, frames);
        }

        assertThat(pace.fps().orElseThrow()).isCloseTo(20, within(0.5));
    }

    private void count(long ms, long frames) {
        pace.count(TimeUnit.MILLISECONDS.toNanos(ms), frames);
    }
}
