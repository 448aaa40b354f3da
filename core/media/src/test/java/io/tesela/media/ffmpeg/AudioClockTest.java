package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tesela.media.ffmpeg.AudioClock.Stamp;
import java.util.Optional;
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
    }

    @Test
    void next_missing_followsThePacketBefore() {
        AudioClock clock = new AudioClock(1, RATE, RATE, 0, Optional.empty());

        clock.next(5000, 1024, 1024, 0);

        assertThat(clock.next(Timeline.MISSING, 1024, 1024, 0).pts()).isEqualTo(6024);
        assertThat(clock.next(Timeline.MISSING, 1024, 1024, 0).pts()).isEqualTo(7048);
    }

    /** Whoever takes the packets in their order leaves the wrong ones out; the clock is not led astray. */
    @Test
    void next_repeatedOrWrong_movesNothingThatFollows() {
        AudioClock clock = new AudioClock(1, 1000, RATE, 0, Optional.empty());

        clock.next(0, 20, 960, 0);

        assertThat(clock.next(0, 20, 960, 0).pts()).isZero();
        assertThat(clock.next(20, 20, 960, 0).pts()).isEqualTo(960);
        assertThat(clock.next(3_600_000, 20, 960, 0).pts()).isEqualTo(3600L * RATE);
        assertThat(clock.next(60, 20, 960, 0).pts()).isEqualTo(3 * 960);
        assertThat(clock.next(80, 20, 960, 0).pts()).isEqualTo(4 * 960);
    }

    @Test
    void next_farAheadByMistakeWhereClocksMayChange_movesNothingThatFollows() {
        AudioClock clock = new AudioClock(1, RATE, RATE, 0, Optional.of(new ClockJumps(1).track()));

        clock.next(500_000, 1024, 1024, 0);
        clock.next(9_000_000, 1024, 1024, 0);

        assertThat(clock.next(502_048, 1024, 1024, 0).pts()).isEqualTo(502_048);
        assertThat(clock.next(503_072, 1024, 1024, 0).pts()).isEqualTo(503_072);
    }

    /** As where a container gives one timestamp for many packets. */
    @Test
    void next_newClockThatIsToldOfSomePacketsOnly_isFollowedFromTheSecondOn() {
        AudioClock clock = new AudioClock(1, RATE, RATE, 0, Optional.of(new ClockJumps(1).track()));

        clock.next(500_000, 1024, 1024, 0);
        clock.next(0, 1024, 1024, 0);
        clock.next(Timeline.MISSING, 1024, 1024, 0);
        clock.next(2048, 1024, 1024, 0);

        // A gap of the new clock, which only one that is followed shows.
        assertThat(clock.next(4096, 1024, 1024, 0).pts()).isEqualTo(501_024 + 4096);
    }

    /** A stream, another one in its middle, and then the rest: each is continued where the one before ended. */
    @Test
    void next_newClockThatEnds_isFollowedLikeTheFirst() {
        ClockJumps jumps = new ClockJumps(1);
        AudioClock clock = new AudioClock(1, RATE, RATE, 0, Optional.of(jumps.track()));
        long last = 0;

        for (long begin : new long[] {9_000_000, 0, 100_000}) {
            for (int packet = 0; packet < 5; packet++) {
                last = clock.next(begin + 1024L * packet, 1024, 1024, 0).pts();
            }
        }

        // The third is ahead of the second, on the same clock.
        assertThat(last).isEqualTo(9_000_000L + 5 * 1024 + 100_000 + 4 * 1024);
    }

    @Test
    void next_oneWrongTimestampWhereClocksMayChange_movesNothingThatFollows() {
        AudioClock clock = new AudioClock(1, RATE, RATE, 0, Optional.of(new ClockJumps(1).track()));

        clock.next(500_000, 1024, 1024, 0);
        clock.next(77, 1024, 1024, 0);

        assertThat(clock.next(502_048, 1024, 1024, 0).pts()).isEqualTo(502_048);
        assertThat(clock.next(503_072, 1024, 1024, 0).pts()).isEqualTo(503_072);
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
        AudioClock clock = new AudioClock(1, RATE, RATE, 1000, Optional.of(new ClockJumps(1).track()));

        clock.next(500_000, 1024, 1024, 0);

        assertThat(clock.next(1000, 1024, 1024, 0).pts()).isEqualTo(500_024);
        assertThat(clock.next(2024, 1024, 1024, 0).pts()).isEqualTo(501_048);
        assertThat(clock.next(4048, 1024, 1024, 0).pts()).isEqualTo(503_072);
    }
}
