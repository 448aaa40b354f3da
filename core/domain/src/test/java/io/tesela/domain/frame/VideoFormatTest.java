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
