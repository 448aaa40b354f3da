package io.tesela.ingest.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.frame.Ratio;
import io.tesela.mp4.Fragments.Fragment;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SamplingTest {
    @Test
    void sampling_ofAShortVideo_showsEveryFrame() {
        Sampling sampling = Sampling.of(25, 1);

        assertThat(sampling.inside(new Fragment(0, 25, 0, 0))).hasSize(25).startsWith(0, 1, 2);
        assertThat(sampling.period(new Ratio(10, 1))).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void sampling_goesOnOverTheBordersOfFragments() {
        Sampling sampling = Sampling.of(180, 4);

        assertThat(sampling.inside(new Fragment(0, 4, 0, 0))).containsExactly(0, 3);
        assertThat(sampling.inside(new Fragment(4, 4, 0, 0))).containsExactly(2);
        assertThat(sampling.inside(new Fragment(8, 0, 0, 0))).as("audio alone").isEmpty();
    }

    @Test
    void period_isThatOfTheVideo_whereEyesCanFollow() {
        assertThat(Sampling.of(60, 2).period(new Ratio(25, 1))).isEqualTo(Duration.ofMillis(50));
        assertThat(Sampling.of(180, 4).period(new Ratio(30, 1))).isEqualTo(Duration.ofMillis(100));
        assertThat(Sampling.of(100_000, 2000).period(new Ratio(25, 1))).isEqualTo(Duration.ofMillis(200));
        assertThat(Sampling.of(180, 4).period(new Ratio(0, 1))).isEqualTo(Duration.ofMillis(120));
    }

    /** However long a video is, and however it is cut. */
    @RepeatedTest(200)
    void sampling_isNeverMoreThanThereIsMemoryFor(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int fragments = 1 + random.nextInt(400);
        long[] ends = new long[fragments + 1];
        for (int i = 0; i < fragments; i++) {
            ends[i + 1] = ends[i] + random.nextInt(i == 0 ? 1 : 0, 100);
        }
        Sampling sampling = Sampling.of(ends[fragments], fragments);

        int shown = 0;
        for (int i = 0; i < fragments; i++) {
            shown += sampling.inside(new Fragment(ends[i], (int) (ends[i + 1] - ends[i]), 0, 0))
                    .size();
        }

        assertThat(shown).isBetween(1, Sampling.MOST_FRAMES);
    }
}
