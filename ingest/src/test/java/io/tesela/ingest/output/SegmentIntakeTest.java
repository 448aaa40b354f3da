package io.tesela.ingest.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.ingest.output.SegmentIntake.Verdict;
import io.tesela.kafka.record.OutputRecord.SegmentPart;
import org.junit.jupiter.api.Test;

class SegmentIntakeTest {
    private static final byte[] BYTES = {1, 2, 3, 4, 5};
    private static final int PART_BYTES = 2;

    private final SegmentIntake intake = new SegmentIntake();

    @Test
    void offer_partsAndReceiptInOrder_areTaken() {
        assertThat(intake.offer(part(1, 0, 0))).isEqualTo(Verdict.RESTART);
        assertThat(intake.offer(part(1, 0, 1))).isEqualTo(Verdict.APPEND);
        assertThat(intake.offer(part(1, 0, 2))).isEqualTo(Verdict.APPEND);
        assertThat(intake.offer(OutputLog.receipt(1, 0, false, BYTES))).isEqualTo(Verdict.COMMIT);
        assertThat(intake.epoch()).isEqualTo(1);
    }

    @Test
    void offer_segmentThatIsThere_isIgnored() {
        // Given
        takeSegment(1, 0);

        // Then
        assertThat(intake.offer(part(1, 0, 0))).isEqualTo(Verdict.IGNORE);
        assertThat(intake.offer(part(2, 0, 0))).isEqualTo(Verdict.IGNORE);
        assertThat(intake.offer(OutputLog.receipt(1, 0, false, BYTES))).isEqualTo(Verdict.IGNORE);
    }

    @Test
    void offer_partOutOfTurn_isIgnored() {
        assertThat(intake.offer(part(1, 0, 0))).isEqualTo(Verdict.RESTART);
        assertThat(intake.offer(part(1, 0, 2))).isEqualTo(Verdict.IGNORE);
        assertThat(intake.offer(part(1, 1, 0))).isEqualTo(Verdict.IGNORE);
    }

    @Test
    void offer_receiptOfAnIncompleteSegment_isIgnored() {
        assertThat(intake.offer(part(1, 0, 0))).isEqualTo(Verdict.RESTART);
        assertThat(intake.offer(OutputLog.receipt(1, 0, false, BYTES))).isEqualTo(Verdict.IGNORE);
    }

    @Test
    void offer_receiptOfOtherBytes_isIgnored() {
        // Given
        assertThat(intake.offer(part(1, 0, 0))).isEqualTo(Verdict.RESTART);
        assertThat(intake.offer(part(1, 0, 1))).isEqualTo(Verdict.APPEND);
        assertThat(intake.offer(part(1, 0, 2))).isEqualTo(Verdict.APPEND);

        // Then
        assertThat(intake.offer(OutputLog.receipt(1, 0, false, new byte[BYTES.length])))
                .isEqualTo(Verdict.IGNORE);
    }

    @Test
    void offer_firstPartAgain_beginsTheSegmentAnew() {
        // Given
        assertThat(intake.offer(part(1, 0, 0))).isEqualTo(Verdict.RESTART);
        assertThat(intake.offer(part(1, 0, 1))).isEqualTo(Verdict.APPEND);

        // Then
        takeSegment(1, 0);
    }

    @Test
    void offer_higherEpoch_takesOverAndTheFormerIsIgnored() {
        // Given
        assertThat(intake.offer(part(1, 0, 0))).isEqualTo(Verdict.RESTART);

        // When
        assertThat(intake.offer(part(2, 0, 0))).isEqualTo(Verdict.RESTART);

        // Then
        assertThat(intake.offer(part(1, 0, 1))).isEqualTo(Verdict.IGNORE);
        assertThat(intake.offer(OutputLog.receipt(1, 0, false, BYTES))).isEqualTo(Verdict.IGNORE);
        assertThat(intake.offer(part(2, 0, 1))).isEqualTo(Verdict.APPEND);
        assertThat(intake.epoch()).isEqualTo(2);
    }

    private void takeSegment(long epoch, int segment) {
        assertThat(intake.offer(part(epoch, segment, 0))).isEqualTo(Verdict.RESTART);
        assertThat(intake.offer(part(epoch, segment, 1))).isEqualTo(Verdict.APPEND);
        assertThat(intake.offer(part(epoch, segment, 2))).isEqualTo(Verdict.APPEND);
        assertThat(intake.offer(OutputLog.receipt(epoch, segment, false, BYTES)))
                .isEqualTo(Verdict.COMMIT);
    }

    private static SegmentPart part(long epoch, int segment, int part) {
        return OutputLog.part(epoch, segment, part, BYTES, PART_BYTES);
    }
}
