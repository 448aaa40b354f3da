package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.media.DecoderDiedException;
import org.junit.jupiter.api.Test;

class DecoderDeathsTest {
    private final DecoderDeaths deaths = new DecoderDeaths(false);

    @Test
    void note_thirdDeathAtTheSameFrame_isTheVideosFault() {
        assertThatCode(() -> dieAt(57)).doesNotThrowAnyException();
        assertThatCode(() -> dieAt(57)).doesNotThrowAnyException();

        TeselaException failure = catchThrowableOfType(TeselaException.class, () -> dieAt(57));

        assertThat(failure.code()).isEqualTo(FailureCode.NOT_A_VIDEO);
        assertThat(failure)
                .hasMessage("the decoder's process was ended by signal 11 after 57 frames, and was the 3. of this job"
                        + " to die (expected: a video that does not crash its decoder)");
    }

    @Test
    void note_deathsBeforeTheFirstFrame_areCountedToo() {
        deaths.note(death());
        deaths.note(death());

        assertThat(catchThrowableOfType(TeselaException.class, () -> deaths.note(death())))
                .isNotNull();
    }

    /** One death on the way back to where the last one was is not the end. */
    @Test
    void note_deathsWithProgressBetween_areForgiven() {
        dieAt(57);
        dieAt(10);

        assertThatCode(() -> dieAt(58)).doesNotThrowAnyException();
        assertThatCode(() -> dieAt(0)).doesNotThrowAnyException();
        assertThat(deaths.furthest()).isEqualTo(58);
    }

    @Test
    void note_deathsWithALittleProgressEachTime_comeToAnEnd() {
        for (int frame = 1; frame < 12; frame++) {
            dieAt(frame);
        }

        assertThat(catchThrowableOfType(TeselaException.class, () -> dieAt(12))).isNotNull();
    }

    @Test
    void note_ofALiveVideo_isTheEnd() {
        TeselaException failure =
                catchThrowableOfType(TeselaException.class, () -> new DecoderDeaths(true).note(death()));

        assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL);
        assertThat(failure)
                .hasMessageStartingWith("live: the decoder's process was ended by signal 11, so frames are lost");
    }

    private void dieAt(long frames) {
        deaths.reached(frames);
        deaths.note(death());
    }

    private static DecoderDiedException death() {
        return new DecoderDiedException("was ended by signal 11", new IllegalStateException());
    }
}
