package io.tesela.domain.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoFormatTest {
    private static final TimeBase MPEG = new TimeBase(1, 90_000);

    @ParameterizedTest
    @CsvSource({"3,2", "2,3", "0,2", "2,-2"})
    void format_thatIsOddOrEmpty_isRefused(int width, int height) {
        assertThatThrownBy(() -> new VideoFormat(width, height, MPEG, Ratio.UNKNOWN, Ratio.UNKNOWN, ColorTags.UNKNOWN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size: " + width + "x" + height + " (expected: even, 2x2 or more)");
    }

    @Test
    void seconds_ofATimestamp_areThoseOfItsTimeBase() {
        assertThat(MPEG.seconds(135_000)).isEqualTo(1.5);
    }

    @Test
    void same_inAnotherTimeBase_isExact() {
        TimeBase milliseconds = new TimeBase(1, 1000);
        TimeBase film = new TimeBase(1001, 24_000);

        assertThat(milliseconds.same(33, MPEG, 2970)).isTrue();
        assertThat(milliseconds.same(33, MPEG, 2971)).isFalse();
        assertThat(MPEG.same(-7, MPEG, -7)).isTrue();
        assertThat(MPEG.same(-7, MPEG, 7)).isFalse();
        assertThat(film.same(24_000, milliseconds, 1_001_000)).isTrue();
        // Beyond what a long holds when it is brought to common units.
        assertThat(milliseconds.same(Long.MAX_VALUE / 90, MPEG, Long.MAX_VALUE / 90 * 90))
                .isTrue();
        assertThat(milliseconds.same(Long.MAX_VALUE / 90, MPEG, Long.MAX_VALUE / 90 * 90 - 1))
                .isFalse();
    }

    @Test
    void timeBase_ofZero_isRefused() {
        assertThatThrownBy(() -> new TimeBase(1, 0)).hasMessage("timeBase: 1/0 (expected: both above 0)");
    }

    @Test
    void ratio_knowsWhetherItIsKnown() {
        Ratio pal = new Ratio(16, 15);

        assertThat(pal.known()).isTrue();
        assertThat(pal.inverse()).isEqualTo(new Ratio(15, 16)).hasToString("15:16");
        assertThat(pal.value()).isEqualTo(16.0 / 15);
        assertThat(Ratio.UNKNOWN.known()).isFalse();
        assertThat(Ratio.UNKNOWN.inverse()).isSameAs(Ratio.UNKNOWN);
        assertThatThrownBy(() -> new Ratio(1, 0)).hasMessage("ratio: 1/0 (expected: num >= 0 and den > 0)");
    }

    @Test
    void timing_endsWhereItsDurationEnds() {
        assertThat(new FrameTiming(0, -3, 10).end()).isEqualTo(7);
        assertThatThrownBy(() -> new FrameTiming(-1, 0, 1)).hasMessage("index: -1 (expected: >= 0)");
        assertThatThrownBy(() -> new FrameTiming(0, 0, 0)).hasMessage("duration: 0 (expected: > 0)");
    }
}
