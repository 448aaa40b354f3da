package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.frame.Ratio;
import io.tesela.media.SourceVideo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ExpectedFramesTest {
    private static final Ratio NTSC = new Ratio(30000, 1001);

    @Test
    void of_aFileThatSays_isWhatItSays() {
        assertThat(ExpectedFrames.of(source(Optional.of(5L), OptionalDouble.of(100), NTSC), 9))
                .hasValue(5);
    }

    @Test
    void of_aFileThatSaysHowLongItIs_followsFromItsRate() {
        assertThat(ExpectedFrames.of(source(Optional.empty(), OptionalDouble.of(70.5), NTSC), 9))
                .hasValue(2113);
    }

    @Test
    void of_aFileThatIsLongerThanItSays_isNeverLessThanIsThere() {
        assertThat(ExpectedFrames.of(source(Optional.empty(), OptionalDouble.of(1), NTSC), 40))
                .hasValue(40);
    }

    @Test
    void of_aFileThatSaysNothing_isNotKnown() {
        assertThat(ExpectedFrames.of(source(Optional.empty(), OptionalDouble.empty(), NTSC), 9))
                .isEmpty();
        assertThat(ExpectedFrames.of(source(Optional.empty(), OptionalDouble.of(70), Ratio.UNKNOWN), 9))
                .isEmpty();
    }

    private static SourceVideo source(Optional<Long> frames, OptionalDouble seconds, Ratio rate) {
        return new SourceVideo(
                "matroska,webm",
                "vp8",
                320,
                240,
                320,
                240,
                0,
                new Ratio(1, 1),
                rate,
                "yuv420p",
                "tv, bt709",
                frames,
                seconds,
                false,
                0,
                Optional.empty(),
                List.of(),
                List.of());
    }
}
