package io.tesela.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.ingest.flow.SegmentBoundaries.Place;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentBoundariesTest {
    private static final JobId JOB = new JobId("7f3a");

    @Test
    void next_withTheCutsOfAFormerLife_givesEveryFrameThePlaceItHad() {
        Random random = Seeds.random("SegmentBoundaries");
        for (int round = 0; round < 200; round++) {
            // Given: a life with cuts anywhere
            int segmentFrames = 1 + random.nextInt(8);
            int frames = 1 + random.nextInt(60);
            long[] audio = random.longs(frames, 0, SegmentBoundaries.MUCH_AUDIO_BYTES / 3)
                    .toArray();
            SegmentBoundaries first = new SegmentBoundaries(segmentFrames, List.of());
            List<Place> places = new ArrayList<>();
            List<SegmentCut> cuts = new ArrayList<>();
            for (int frame = 0; frame < frames; frame++) {
                places.add(first.next(frame == frames - 1, audio[frame]));
                if (random.nextInt(5) == 0) {
                    first.possibleCut(JOB).ifPresent(cut -> {
                        cuts.add(cut);
                        first.cut();
                    });
                }
            }

            // When
            SegmentBoundaries second = new SegmentBoundaries(segmentFrames, cuts);
            List<Place> again = new ArrayList<>();
            for (int frame = 0; frame < frames; frame++) {
                again.add(second.next(frame == frames - 1, audio[frame]));
            }

            // Then
            assertThat(again).isEqualTo(places);
            assertThat(second.possibleCut(JOB)).isEqualTo(first.possibleCut(JOB));
            assertThat(second.frames()).isEqualTo(frames);
        }
    }

    @Test
    void next_muchAudio_endsTheSegmentEarly_andTheFollowingOnesWhereTheyWouldHave() {
        SegmentBoundaries boundaries = new SegmentBoundaries(4, List.of());
        List<Integer> segments = new ArrayList<>();

        for (int frame = 0; frame < 10; frame++) {
            long audio = frame < 2 ? SegmentBoundaries.MUCH_AUDIO_BYTES / 2 : 1;
            segments.add(boundaries.next(frame == 9, audio).segment());
        }

        assertThat(segments).containsExactly(0, 0, 1, 1, 2, 2, 2, 2, 3, 3);
    }
}
