package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tesela.media.ffmpeg.AudioClock.Stamp;
import io.tesela.testkit.Seeds;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioClockTest {
    private static final int RATE = 48_000;

    @Test
    void next_unitOfOneSample_isKeptExactly() {
        AudioClock clock = new AudioClock(1, RATE, RATE, 0, Optional.empty());

        assertThat(clock.next(-1024, 1024, 1024, 1024)).isEqualTo(new Stamp(-1024, 1024));
        assertThat(clock.next(0, 1024, 1024, 1024)).isEqualTo(new Stamp(0, 1024));
        assertThat(clock.next(1023, 1024, 1024, 1024)).isEqualTo(new Stamp(1023, 1024));
        assertThat(clock.next(2047, 512, 1024, 1024)).isEqualTo(new Stamp(2047, 512));
        assertThat(clock.fixed()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1000, 44100, 1024",
        "1, 1000, 48000, 960",
        "1, 90000, 44100, 1024",
        "1, 90000, 48000, 1536",
        "1001, 30000, 48000, 1024"
    })
    void next_roundedTimestamps_followEachOtherExactly(int num, int den, int rate, int samples) {
        AudioClock clock = new AudioClock(num, den, rate, 0, Optional.empty());

        for (long packet = 0; packet < 100_000; packet++) {
            long pts = Math.round((double) packet * samples * den / ((double) rate * num));
            long duration = Math.round((double) samples * den / ((double) rate * num));

            assertThat(clock.next(pts, duration, samples, 0)).isEqualTo(new Stamp(packet * samples, samples));
        }
        assertThat(clock.fixed()).isZero();
    }

    @Test
    void next_clockOfTheSourceRunsSlow_isFollowed() {
        // Given: a packet of 1024 samples every 1025, in milliseconds
        AudioClock clock = new AudioClock(1, 1000, RATE, 0, Optional.empty());
        long last = 0;

        for (long packet = 0; packet < 10_000; packet++) {
            last = clock.next(Math.round(packet * 1025 * 1000.0 / RATE), 21, 1024, 0)
                    .pts();
        }

        assertThat(last).isCloseTo(9_999L * 1025, within(96L));
    }

    @Test
    void next_gap_stays() {
        AudioClock clock = new AudioClock(1, 1000, RATE, 0, Optional.empty());

        clock.next(0, 20, 960, 0);

        assertThat(clock.next(500, 20, 960, 0).pts()).isEqualTo(24_000);
        assertThat(clock.next(520, 20, 960, 0).pts()).isEqualTo(24_960);
        assertThat(clock.fixed()).isZero();
    }

    @Test
    void next_missingRepeatedOrBackward_followsThePacketBefore() {
        AudioClock clock = new AudioClock(1, RATE, RATE, 0, Optional.empty());

        clock.next(5000, 1024, 1024, 0);

        assertThat(clock.next(Timeline.MISSING, 1024, 1024, 0).pts()).isEqualTo(6024);
        assertThat(clock.next(6024, 1024, 1024, 0).pts()).isEqualTo(7048);
        assertThat(clock.next(100, 1024, 1024, 0).pts()).isEqualTo(8072);
        assertThat(clock.fixed()).isEqualTo(2);
    }

    @Test
    void next_firstIsRoundedPadding_isThePadding() {
        // Given: Opus in Matroska: 312 samples are 6.5 ms, which is written as 7
        AudioClock clock = new AudioClock(1, 1000, RATE, 0, Optional.empty());

        assertThat(clock.next(-7, 20, 960, 312)).isEqualTo(new Stamp(-312, 960));
        assertThat(clock.next(13, 20, 960, 312)).isEqualTo(new Stamp(648, 960));
    }

    @Test
    void next_newClock_continuesWhereTheOldOneEnded() {
        AudioClock clock = new AudioClock(1, RATE, RATE, 1000, Optional.of(new ClockJumps().track()));

        clock.next(500_000, 1024, 1024, 0);

        assertThat(clock.next(1000, 1024, 1024, 0).pts()).isEqualTo(500_024);
        assertThat(clock.next(2024, 1024, 1024, 0).pts()).isEqualTo(501_048);
        assertThat(clock.next(4048, 1024, 1024, 0).pts()).isEqualTo(503_072);
        assertThat(clock.fixed()).isEqualTo(1);
    }

    @Test
    void next_anything_isStrictlyIncreasing() {
        Random random = Seeds.random("audio clock");
        AudioClock clock = new AudioClock(
                1,
                90_000,
                44_100,
                700,
                random.nextBoolean() ? Optional.empty() : Optional.of(new ClockJumps().track()));
        long before = Long.MIN_VALUE;

        for (int i = 0; i < 10_000; i++) {
            long pts = random.nextInt(10) == 0 ? Timeline.MISSING : random.nextLong(-1L << 33, 1L << 33);
            Stamp stamp = clock.next(pts, random.nextInt(-10, 10_000), random.nextInt(-1, 4096), 0);

            assertThat(stamp.pts()).isGreaterThan(before);
            assertThat(stamp.duration()).isPositive();
            before = stamp.pts();
        }
    }
}
