package io.tesela.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.bench.ClipOutcome.Times;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ClipOutcomeTest {
    private static final ExpectedClip SEA = new ExpectedClip(Path.of("clips", "sea.mp4"), 100);
    private static final ExpectedClip BROKEN = new ExpectedClip(Path.of("clips", "broken.mp4"), 0);

    @Test
    void row_ofAWholeResult_saysSo() {
        // Given
        ClipOutcome outcome = new ClipOutcome(SEA, 100, Times.EQUAL, 12.34, true, 9.87, "done");

        // Then
        assertThat(outcome.fine()).isTrue();
        assertThat(outcome.complaint()).isEmpty();
        assertThat(outcome.row().stripTrailing()).isEqualTo("| sea.mp4 | 100 / 100 | yes | 12.3 | yes | 9.9 |");
    }

    @Test
    void row_ofWhatWasRefusedAsItHadToBe_isFine() {
        // Given
        ClipOutcome outcome = new ClipOutcome(BROKEN, 0, Times.NONE, 0, true, 3, "error: not a video");

        // Then
        assertThat(outcome.fine()).isTrue();
        assertThat(outcome.row().stripTrailing()).isEqualTo("| broken.mp4 | none, refused | - | - | yes | 3.0 |");
    }

    @Test
    void fine_ofAnyDifference_isNot() {
        assertThat(new ClipOutcome(SEA, 99, Times.EQUAL, 1, true, 1, "").fine()).isFalse();
        assertThat(new ClipOutcome(SEA, 100, Times.DIFFERENT, 1, true, 1, "").fine())
                .isFalse();
        assertThat(new ClipOutcome(SEA, 100, Times.EQUAL, 1, false, 1, "").fine())
                .isFalse();
        assertThat(new ClipOutcome(SEA, 0, Times.NONE, 0, false, 1, "gone").complaint())
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("sea.mp4", "gone"));
    }
}
