package io.tesela.kafka.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.record.ProgressRecord;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.Forgotten;
import io.tesela.kafka.record.ProgressRecord.Load;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ProgressRecord.Parked;
import io.tesela.kafka.record.ProgressRecord.Unreadable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobDirectoryTest {
    static final JobId JOB = new JobId("7f3a");

    private final JobDirectory directory = new JobDirectory();

    static Opened opened(JobId job) {
        VideoFormat format =
                new VideoFormat(64, 48, new TimeBase(1, 25), new Ratio(25, 1), new Ratio(1, 1), ColorTags.UNKNOWN);
        JobSpec spec = new JobSpec(
                job, "blur:3", new TileGrid(3, 2), format, Optional.empty(), EncoderSettings.DEFAULT, 48, 16, 0);
        return new Opened(spec, "in-1");
    }

    static Checkpoint checkpoint(JobId job, long epoch, long released) {
        return new Checkpoint(job, epoch, 0, 0, List.of(), List.of(), released, List.of(), Load.NONE);
    }

    @Test
    void find_jobThatIsOpen_hasItsSpecAndNoOwner() {
        // When
        directory.apply(opened(JOB));

        // Then
        assertThat(directory.find(JOB)).hasValueSatisfying(entry -> {
            assertThat(entry.spec()).isEqualTo(opened(JOB).spec());
            assertThat(entry.epoch()).isZero();
            assertThat(entry.checkpoint()).isEmpty();
            assertThat(entry.cancelled()).isFalse();
        });
        assertThat(directory.find(new JobId("other"))).isEmpty();
    }

    @Test
    void apply_checkpoints_highestEpochCountsAndWithinItTheLast() {
        // Given
        directory.apply(opened(JOB));

        // When
        directory.apply(checkpoint(JOB, 1, 10));
        directory.apply(checkpoint(JOB, 2, 5));
        directory.apply(checkpoint(JOB, 2, 7));
        directory.apply(checkpoint(JOB, 1, 99));

        // Then
        assertThat(directory.find(JOB)).hasValueSatisfying(entry -> {
            assertThat(entry.epoch()).isEqualTo(2);
            assertThat(entry.checkpoint()).contains(checkpoint(JOB, 2, 7));
        });
    }

    @Test
    void apply_parked_countsAsACheckpointOfItsEpoch() {
        // Given
        directory.apply(opened(JOB));
        directory.apply(checkpoint(JOB, 1, 10));

        // When
        directory.apply(new Parked(checkpoint(JOB, 2, 10)));

        // Then
        assertThat(directory.find(JOB))
                .hasValueSatisfying(entry -> assertThat(entry.epoch()).isEqualTo(2));
    }

    @Test
    void apply_parkedUnderAnEpochThatSomebodyHasTaken_isPassedOver() {
        // Given
        directory.apply(opened(JOB));
        directory.apply(checkpoint(JOB, 2, 20));

        // When
        directory.apply(new Parked(checkpoint(JOB, 2, 10)));

        // Then
        assertThat(directory.find(JOB))
                .hasValueSatisfying(entry -> assertThat(entry.checkpoint()).contains(checkpoint(JOB, 2, 20)));
    }

    @Test
    void apply_checkpointOfAJobThatIsNotOpen_isPassedOver() {
        // Given
        directory.apply(checkpoint(JOB, 7, 1));

        // When
        directory.apply(opened(JOB));

        // Then
        assertThat(directory.find(JOB))
                .hasValueSatisfying(entry -> assertThat(entry.epoch()).isZero());
    }

    @Test
    void apply_openedAgain_keepsWhatIsKnown() {
        // Given
        directory.apply(opened(JOB));
        directory.apply(checkpoint(JOB, 3, 1));

        // When
        directory.apply(opened(JOB));

        // Then
        assertThat(directory.find(JOB))
                .hasValueSatisfying(entry -> assertThat(entry.epoch()).isEqualTo(3));
    }

    @Test
    void apply_cancelled_staysCancelledThroughCheckpoints() {
        // Given
        directory.apply(opened(JOB));

        // When
        directory.apply(new Cancelled(JOB));
        directory.apply(checkpoint(JOB, 1, 1));

        // Then
        assertThat(directory.cancelled(JOB)).isTrue();
        assertThat(directory.cancelled(new JobId("other"))).isFalse();
    }

    @Test
    void needless_isWhatIsPublished_notWhatIsReleased() {
        // Given
        directory.apply(opened(JOB));
        assertThat(directory.needless(JOB, 0)).isFalse();

        // When
        directory.apply(new Checkpoint(JOB, 1, 2, 96, List.of(), List.of(), 110, List.of(), Load.NONE));

        // Then
        assertThat(directory.needless(JOB, 95)).isTrue();
        assertThat(directory.needless(JOB, 96)).isFalse();
        assertThat(directory.needless(new JobId("other"), 0)).isFalse();
    }

    @Test
    void needless_isAllOfAJobThatIsCancelledOrOver() {
        // Given
        directory.apply(opened(JOB));

        // When, Then
        directory.apply(new Cancelled(JOB));
        assertThat(directory.needless(JOB, 7)).isTrue();
        directory.apply(new Forgotten(JOB));
        assertThat(directory.needless(JOB, 7)).isTrue();
    }

    @Test
    void apply_forgotten_isNotKnownAnyMore() {
        // Given
        directory.apply(opened(JOB));
        directory.apply(new Cancelled(JOB));

        // When
        directory.apply(new Forgotten(JOB));
        directory.apply(checkpoint(JOB, 1, 1));

        // Then: it is known to be over, unlike one that nobody has heard of
        assertThat(directory.find(JOB)).isEmpty();
        assertThat(directory.ended(JOB)).isTrue();
        assertThat(directory.cancelled(JOB)).isTrue();
        assertThat(directory.ended(new JobId("other"))).isFalse();
    }

    @Test
    void ingestsOf_partition_areThoseWithOpenJobsThere() {
        // Given: "in-1" owns two jobs of partition 0
        directory.apply(opened(JOB));
        directory.apply(opened(new JobId("other")));

        // Then
        assertThat(directory.ingestsOf(0)).containsExactly("in-1");
        assertThat(directory.ingestsOf(1)).isEmpty();

        // When
        directory.apply(new Cancelled(JOB));
        directory.apply(new Forgotten(new JobId("other")));

        // Then: a cancelled job is still there until it is forgotten
        assertThat(directory.ingestsOf(0)).containsExactly("in-1");

        // When
        directory.apply(new Forgotten(JOB));

        // Then
        assertThat(directory.ingestsOf(0)).isEmpty();
    }

    @Test
    void unreadable_untilTheJobIsCancelledForgottenOrReadable() {
        for (ProgressRecord end : List.of(new Cancelled(JOB), new Forgotten(JOB), opened(JOB))) {
            // Given
            JobDirectory other = new JobDirectory();
            other.apply(new Unreadable(JOB));
            assertThat(other.unreadable(JOB)).isTrue();
            assertThat(other.find(JOB)).isEmpty();

            // When
            other.apply(end);

            // Then
            assertThat(other.unreadable(JOB)).isFalse();
        }
    }

    @Test
    void unreadable_openKnownBefore_isWhatIsKnown() {
        directory.apply(opened(JOB));
        directory.apply(new Unreadable(JOB));

        assertThat(directory.unreadable(JOB)).isFalse();
        assertThat(directory.find(JOB)).isPresent();
    }

    @Test
    void ended_manyJobsLater_isNotRememberedForEver() {
        // Given
        directory.apply(new Forgotten(JOB));

        // When
        for (int i = 0; i < 5000; i++) {
            directory.apply(new Forgotten(new JobId("job-" + i)));
        }

        // Then
        assertThat(directory.ended(JOB)).isFalse();
        assertThat(directory.ended(new JobId("job-4999"))).isTrue();
    }
}
