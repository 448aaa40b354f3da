package io.tesela.domain.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.tile.TileGrid;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSpecTest {
    @Test
    void plan_isTheOneOfItsChainGridAndSize() {
        ChainPlan plan = spec(60, 8, 0).plan(FilterCatalogue.standard(), "a test");

        assertThat(plan.chain()).hasToString("canny:50:150,blur:3");
        assertThat(plan.effectiveTiles()).isEqualTo(new TileGrid(3, 2));
        assertThat(plan.geometry().width()).isEqualTo(64);
        assertThat(plan.geometry().height()).isEqualTo(48);
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,0,segmentFrames: 0 (expected: > 0)",
        "1,0,0,windowFrames: 0 (expected: > 0)",
        "1,1,-1,outputPartition: -1 (expected: >= 0)"
    })
    void spec_thatCannotRun_isRefused(int segmentFrames, int windowFrames, int outputPartition, String message) {
        assertThatThrownBy(() -> spec(segmentFrames, windowFrames, outputPartition))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"-1", "52"})
    void encoder_withACrfThatX264DoesNotHave_isRefused(int crf) {
        assertThatThrownBy(() -> new EncoderSettings("h264", "auto", "veryfast", crf))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("crf: " + crf + " (expected: 0 to 51)");
    }

    private static JobSpec spec(int segmentFrames, int windowFrames, int outputPartition) {
        VideoFormat format =
                new VideoFormat(64, 48, new TimeBase(1, 1000), Ratio.UNKNOWN, Ratio.UNKNOWN, ColorTags.UNKNOWN);
        return new JobSpec(
                new JobId("job"),
                "canny,blur:3",
                new TileGrid(3, 2),
                format,
                Optional.empty(),
                EncoderSettings.DEFAULT,
                segmentFrames,
                windowFrames,
                outputPartition);
    }
}
