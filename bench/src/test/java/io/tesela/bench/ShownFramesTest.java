package io.tesela.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.frame.TimeBase;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShownFramesTest {
    private static final ShownFrames SOURCE = new ShownFrames(List.of(33L, 67L, 100L), new TimeBase(1, 1000));

    @Test
    void parse_ofWhatFfprobePrints_takesFramesAndUnit() {
        // When
        ShownFrames frames = ShownFrames.parse("frame,33\nframe,67,\nframe,100,side,data\nstream,1/1000\n");

        // Then
        assertThat(frames).isEqualTo(SOURCE);
    }

    @Test
    void sameTimes_inAnotherUnit_areTheSame() {
        assertThat(SOURCE.sameTimes(new ShownFrames(List.of(2970L, 6030L, 9000L), new TimeBase(1, 90_000))))
                .isTrue();
    }

    @Test
    void sameTimes_withOneFrameElsewhereOrMissing_areNot() {
        assertThat(SOURCE.sameTimes(new ShownFrames(List.of(33L, 68L, 100L), new TimeBase(1, 1000))))
                .isFalse();
        assertThat(SOURCE.sameTimes(new ShownFrames(List.of(33L, 67L), new TimeBase(1, 1000))))
                .isFalse();
    }

    @Test
    void sameTimesFromZero_ofAShiftedVideo_areTheSame() {
        ShownFrames shifted = new ShownFrames(List.of(0L, 34L, 67L), new TimeBase(1, 1000));

        assertThat(SOURCE.sameTimes(shifted)).isFalse();
        assertThat(SOURCE.sameTimesFromZero(shifted)).isTrue();
    }
}
