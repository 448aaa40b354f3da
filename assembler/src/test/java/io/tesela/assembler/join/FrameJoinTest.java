package io.tesela.assembler.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.assembler.join.FrameJoin.Acceptance;
import io.tesela.assembler.testing.MadeJob;
import io.tesela.domain.job.TileKey;
import io.tesela.kafka.record.ProgressRecord.MissingTiles;
import io.tesela.kafka.record.ResultRecord.JobClosed;
import io.tesela.kafka.record.ResultRecord.SegmentCut;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecord.TileVerdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameJoinTest {
    private final MadeJob job = new MadeJob("job-1", MadeJob.Shape.of(6, 3, 4), 1);
    private final FrameJoin join = joinFrom(0);

    @Test
    void next_withEveryTileAndTheManifest_returnsTheFrameOnce() {
        job.frame(0).forEach(join::offer);

        Optional<JoinedFrame> joined = nextFrame(join);

        assertThat(joined).hasValueSatisfying(frame -> {
            assertThat(frame.manifest()).isEqualTo(job.manifest(0));
            assertThat(frame.tiles())
                    .extracting(tile -> tile.verdict().key().tile())
                    .containsExactly(0, 1, 2, 3);
            assertThat(frame.duplicates()).isZero();
        });
        assertThat(nextFrame(join)).isEmpty();
        assertThat(join.openFrames()).isZero();
    }

    @Test
    void next_manifestLast_returnsTheFrame() {
        for (int tile = 3; tile >= 0; tile--) {
            join.offer(job.filtered(0, tile));
        }
        assertThat(nextFrame(join)).isEmpty();

        Acceptance acceptance = join.offer(job.manifest(0));

        assertThat(acceptance).isEqualTo(Acceptance.KEPT);
        assertThat(nextFrame(join)).isPresent();
    }

    @Test
    void next_laterFrameCompleteFirst_waitsForTheEarlier() {
        job.frame(1).forEach(join::offer);
        assertThat(nextFrame(join)).isEmpty();

        job.frame(0).forEach(join::offer);

        assertThat(nextFrame(join))
                .map(frame -> frame.manifest().timing().index())
                .hasValue(0L);
        assertThat(nextFrame(join))
                .map(frame -> frame.manifest().timing().index())
                .hasValue(1L);
        assertThat(nextFrame(join)).isEmpty();
    }

    @Test
    void offer_secondResultOfATile_keepsTheFirstAndCounts() {
        TileResult first = job.filtered(0, 2);
        TileResult second = job.filled(0, 2, 2);
        join.offer(job.manifest(0));
        join.offer(first);

        Acceptance acceptance = join.offer(second);

        assertThat(acceptance).isEqualTo(Acceptance.DUPLICATE);
        List.of(0, 1, 3).forEach(tile -> join.offer(job.filtered(0, tile)));
        JoinedFrame joined = nextFrame(join).orElseThrow();
        assertThat(joined.tiles().get(2)).isSameAs(first);
        assertThat(joined.duplicates()).isEqualTo(1);
    }

    @Test
    void offer_resultOfAFrameThatLeft_isCountedWithTheNextFrame() {
        job.frame(0).forEach(join::offer);
        join.next();

        Acceptance acceptance = join.offer(job.filtered(0, 1));

        assertThat(acceptance).isEqualTo(Acceptance.DUPLICATE);
        job.frame(1).forEach(join::offer);
        assertThat(nextFrame(join)).map(JoinedFrame::duplicates).hasValue(1L);
    }

    @Test
    void offer_logReadAgain_countsNoDuplicatesBeforeTheCheckpoint() {
        FrameJoin later = joinFrom(3);

        job.frames(2, 4).forEach(later::offer);

        assertThat(nextFrame(later)).map(JoinedFrame::duplicates).hasValue(0L);
        assertThat(later.openFrames()).isZero();
    }

    @Test
    void offer_secondManifest_isADuplicate() {
        join.offer(job.manifest(0));

        assertThat(join.offer(job.manifest(0))).isEqualTo(Acceptance.DUPLICATE);
    }

    @Test
    void offer_whatCannotBe_isMalformedAndChangesNothing() {
        TileVerdict good = job.filtered(0, 0).verdict();
        TileResult tooShort = job.result(good, new byte[3]);
        TileResult noTile = relocated(0, 4);

        List<Acceptance> acceptances = List.of(join.offer(tooShort), join.offer(noTile));

        assertThat(acceptances).containsOnly(Acceptance.MALFORMED);
        assertThat(join.openFrames()).isZero();
    }

    @Test
    void offer_beyondTheEnd_isMalformed() {
        job.records().forEach(join::offer);

        assertThat(join.offer(relocated(6, 0))).isEqualTo(Acceptance.MALFORMED);
        assertThat(join.openFrames()).isEqualTo(6);
    }

    @Test
    void offer_closedAfterATileBeyondTheEnd_forgetsThatTile() {
        join.offer(relocated(1_000_000, 0));

        Acceptance acceptance = join.offer(job.closed());

        assertThat(acceptance).isEqualTo(Acceptance.KEPT);
        assertThat(join.openFrames()).isZero();
    }

    @Test
    void offer_closedBelowWhatHasLeft_isMalformed() {
        job.frames(0, 3).forEach(join::offer);
        drain();

        assertThat(join.offer(new JobClosed(job.id(), 2))).isEqualTo(Acceptance.MALFORMED);
        assertThat(join.finished()).isFalse();
        assertThat(join.offer(job.closed())).isEqualTo(Acceptance.KEPT);
        assertThat(join.offer(job.closed())).isEqualTo(Acceptance.DUPLICATE);
    }

    @Test
    void offer_closedBelowAFrameThatExists_isMalformedAndChangesNothing() {
        join.offer(job.manifest(3));
        join.offer(relocated(5, 0));

        assertThat(join.offer(new JobClosed(job.id(), 3))).isEqualTo(Acceptance.MALFORMED);
        assertThat(join.openFrames()).isEqualTo(2);
        assertThat(join.offer(job.closed())).isEqualTo(Acceptance.KEPT);
    }

    @Test
    void finished_onlyWhenClosedAndEmpty() {
        assertThat(join.offer(job.closed())).isEqualTo(Acceptance.KEPT);
        assertThat(join.finished()).isFalse();

        job.frames(0, 6).forEach(join::offer);
        assertThat(join.finished()).isFalse();
        drain();

        assertThat(join.finished()).isTrue();
    }

    @Test
    void missing_namesWhatKnownFramesWaitFor() {
        join.offer(job.manifest(0));
        join.offer(job.filtered(0, 1));
        join.offer(job.filtered(1, 1));
        join.offer(job.manifest(2));

        assertThat(join.missing(100))
                .containsExactly(new MissingTiles(0, List.of(0, 2, 3)), new MissingTiles(2, List.of(0, 1, 2, 3)));
    }

    @Test
    void missing_withALimit_namesTheEarliest() {
        join.offer(job.manifest(0));
        join.offer(job.manifest(1));

        assertThat(join.missing(5))
                .containsExactly(new MissingTiles(0, List.of(0, 1, 2, 3)), new MissingTiles(1, List.of(0)));
        assertThat(join.missing(4)).containsExactly(new MissingTiles(0, List.of(0, 1, 2, 3)));
        assertThat(join.missing(0)).isEmpty();
    }

    private FrameJoin joinFrom(long nextFrame) {
        return new FrameJoin(
                job.tiles(),
                tile -> tile.output().length == job.core(0, tile.verdict().key().tile()).length,
                nextFrame);
    }

    private void drain() {
        while (join.next().isPresent()) {
            // only to let them leave
        }
    }

    private TileResult relocated(long frame, int tile) {
        TileVerdict verdict =
                new TileVerdict(new TileKey(job.id(), frame, tile), 1, TileStatus.FILTERED, "p0", 1, 0, "");
        return job.result(verdict, job.core(0, 0));
    }

    @Test
    void offer_cutBehindAFrameThatHasLeft_comesNext() {
        // Given
        FrameJoin join = new FrameJoin(job.tiles(), result -> true, 0);
        job.frame(0).forEach(join::offer);
        assertThat(nextFrame(join)).isPresent();

        // When
        assertThat(join.offer(new SegmentCut(job.id(), 0, 0))).isEqualTo(Acceptance.KEPT);

        // Then
        assertThat(join.next()).contains(new Cut(0, 0));
        assertThat(join.next()).isEmpty();
    }

    @Test
    void offer_cutBeforeItsFrame_comesRightBehindThat() {
        // Given
        FrameJoin join = new FrameJoin(job.tiles(), result -> true, 0);
        assertThat(join.offer(new SegmentCut(job.id(), 0, 1))).isEqualTo(Acceptance.KEPT);
        assertThat(join.offer(new SegmentCut(job.id(), 0, 1))).isEqualTo(Acceptance.DUPLICATE);

        // When
        for (int frame = 0; frame < 3; frame++) {
            job.frame(frame).forEach(join::offer);
        }

        // Then
        assertThat(nextFrame(join)).isPresent();
        assertThat(nextFrame(join)).isPresent();
        assertThat(join.next()).contains(new Cut(0, 1));
        assertThat(nextFrame(join))
                .map(frame -> frame.manifest().timing().index())
                .hasValue(2L);
    }

    @Test
    void offer_cutOfASegmentThatIsPublished_saysNothingNew() {
        FrameJoin join = new FrameJoin(job.tiles(), result -> true, 2);

        assertThat(join.offer(new SegmentCut(job.id(), 0, 1))).isEqualTo(Acceptance.DUPLICATE);
        assertThat(join.next()).isEmpty();
    }

    private static Optional<JoinedFrame> nextFrame(FrameJoin join) {
        return join.next().map(JoinedFrame.class::cast);
    }
}
