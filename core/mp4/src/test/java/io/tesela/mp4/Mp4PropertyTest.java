package io.tesela.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Whatever the timestamps, frame orders and segments, players see exactly them: growing, and finished. */
class Mp4PropertyTest {
    private static final int JOBS_PER_SEED = 50;

    @RepeatedTest(20)
    void players_ofAnyJob_seeItsExactTimes(RepetitionInfo repetition) throws IOException {
        long seed = 8_000L + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        for (int i = 0; i < JOBS_PER_SEED; i++) {
            TestJob job = TestJob.random(random);
            String name = "seed " + seed + ", job " + i + ", pts " + job.pts + ", decode order " + job.segments;
            FakeFileChannel file = new FakeFileChannel(job.growing());

            TinyReader.Movie growing = TinyReader.read(file.bytes());
            FinishedMp4 summary = Mp4Finisher.finish(file);
            TinyReader.Movie finished = TinyReader.read(file.bytes());

            List<TinyReader.Seen> expected = job.expected();
            assertThat(growing.video()).as(name).isEqualTo(expected);
            assertThat(growing.finished()).as(name).isFalse();
            assertThat(finished.video()).as(name).isEqualTo(expected);
            assertThat(finished.topLevel()).as(name).containsExactly("ftyp", "mdat", "moov");
            long start = Math.max(0, job.pts.get(0));
            long shown = job.endPts - job.pts.get(0);
            assertThat(finished.duration()).as(name).isEqualTo(start + shown);
            assertThat(summary).as(name).isEqualTo(new FinishedMp4(job.pts.size(), shown, 90_000, file.size()));
        }
    }
}
