package io.tesela.ingest.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.ingest.spool.DiskQuota;
import io.tesela.ingest.spool.JobFolder;
import io.tesela.kafka.record.OutputRecord.JobFailed;
import io.tesela.kafka.record.OutputRecord.SegmentDone;
import io.tesela.wire.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

class JobOutputTest {
    private static final byte[] ONE = bytes("first segment");
    private static final byte[] TWO = bytes("second");

    private final OutputLog log = new OutputLog();

    @TempDir
    Path data;

    private JobFolder folder;
    private JobOutput output;
    private int taken;

    @BeforeEach
    void create() throws IOException {
        folder = JobFolder.create(data, OutputLog.JOB);
        output = JobOutput.create(folder, true, true, new DiskQuota(1 << 20));
    }

    @AfterEach
    void close() throws IOException {
        output.close();
    }

    @Test
    void accept_wholeSegments_growTheFilesInOrder() throws IOException {
        // Given
        log.addSegment(1, 0, false, ONE, 5);
        log.addSegment(1, 1, true, TWO, 5);

        // When
        takeAll();

        // Then
        assertThat(folder.output()).hasContent("first segmentsecond");
        assertThat(folder.frameCrc32c()).hasContent("00000000\n00000001\n00000002\n00000003\n");
        assertThat(output.committed()).isEqualTo(ONE.length + TWO.length);
        assertThat(output.epoch()).isEqualTo(1);
        assertThat(output.fold().frames()).isEqualTo(4);
    }

    @Test
    void accept_partOfASegment_isNotAcknowledgedUntilTheSegmentIsWhole() throws IOException {
        // Given
        log.addSegment(1, 0, false, ONE, 5);

        // When
        take(3);

        // Then
        assertThat(log.committed()).isZero();
        assertThat(output.committed()).isZero();

        // When
        take(1);

        // Then
        assertThat(log.committed()).isEqualTo(4);
    }

    @Test
    void accept_newOwner_cutsOffWhatTheFormerLeftAndAcknowledgesIt() throws IOException {
        // Given: the first owner dies within the second segment
        log.addSegment(1, 0, false, ONE, 5);
        log.add(OutputLog.part(1, 1, 0, bytes("something longer"), 16));
        log.addSegment(2, 1, true, TWO, 5);

        // When
        take(6);

        // Then: the left-over is done with, the new part is not
        assertThat(log.committed()).isEqualTo(5);

        // When
        takeAll();

        // Then
        assertThat(folder.output()).hasContent("first segmentsecond");
        assertThat(log.committed()).isEqualTo(log.size());
    }

    @Test
    void accept_lateReceiptOfAFormerOwner_leavesOpenPartsUnacknowledged() throws IOException {
        // Given
        log.addSegment(2, 0, false, ONE, 5);
        int open = log.add(OutputLog.part(2, 1, 0, TWO, 5));
        int late = log.add(new SegmentDone(OutputLog.receipt(1, 0, false, ONE)));

        // When
        takeAll();

        // Then
        assertThat(log.acknowledged(late)).isTrue();
        assertThat(log.acknowledged(open)).isFalse();
    }

    @Test
    void accept_partsOfAFormerOwner_areAcknowledgedAtOnce() throws IOException {
        // Given
        log.add(OutputLog.part(2, 0, 0, ONE, 5));
        int zombie = log.add(OutputLog.part(1, 0, 0, ONE, 5));

        // When
        takeAll();

        // Then
        assertThat(log.acknowledged(zombie)).isTrue();
        assertThat(log.acknowledged(0)).isFalse();
    }

    @Test
    void lengths_eachSegment_areToldAndEndWithTheLast() throws IOException {
        // Given
        TestSubscriber<Long> early = TestSubscriber.create();
        output.lengths().subscribe(early);
        log.addSegment(1, 0, false, ONE, 5);
        log.addSegment(1, 1, true, TWO, 5);

        // When
        takeAll();

        // Then
        assertThat(early.getReceivedOnNext()).containsExactly(13L, 19L);
        assertThat(early.isTerminatedComplete()).isTrue();
        StepVerifier.create(output.lengths()).expectNext(19L).verifyComplete();
    }

    @Test
    void accept_jobFailed_endsTheLengthsWithIt() throws IOException {
        // Given
        log.addSegment(1, 0, false, ONE, 5);
        int open = log.add(OutputLog.part(1, 1, 0, TWO, 5));
        log.add(new JobFailed(OutputLog.JOB, FailureCode.UNSUPPORTED_CODEC, "no encoder"));
        int after = log.add(OutputLog.part(1, 1, 1, TWO, 5));

        // When
        takeAll();

        // Then
        StepVerifier.create(output.lengths())
                .expectNext(13L)
                .verifyErrorSatisfies(error -> assertThat(error).isInstanceOfSatisfying(TeselaException.class, e -> {
                    assertThat(e.code()).isEqualTo(FailureCode.UNSUPPORTED_CODEC);
                    assertThat(e.sentence()).isEqualTo("no encoder");
                }));
        assertThat(log.acknowledged(open)).isTrue();
        assertThat(log.acknowledged(after)).isTrue();
        assertThat(output.failure()).hasMessageContaining("no encoder");
    }

    @Test
    void close_openParts_acknowledgesThemAndAllThatComes() throws IOException {
        // Given
        log.add(OutputLog.part(1, 0, 0, ONE, 5));
        takeAll();

        // When
        output.close();
        int late = log.add(OutputLog.part(1, 0, 1, ONE, 5));
        takeAll();

        // Then
        assertThat(log.committed()).isEqualTo(2);
        assertThat(log.acknowledged(late)).isTrue();
    }

    @Test
    void reopen_afterAnyRecord_comesToTheSameFiles() throws IOException {
        // Given: two owners, of which the first dies within the second segment
        log.addSegment(1, 0, false, ONE, 5);
        log.add(OutputLog.part(1, 1, 0, bytes("something longer"), 16));
        log.addSegment(2, 1, false, TWO, 5);
        log.addSegment(2, 2, true, ONE, 5);
        for (int died = 0; died <= log.size(); died++) {
            OutputLog seen = new OutputLog();
            for (int offset = 0; offset < log.size(); offset++) {
                seen.add(log.record(offset));
            }
            JobFolder of = JobFolder.create(data, new JobId("died-" + died));
            try (JobOutput first = JobOutput.create(of, true, true, new DiskQuota(1 << 20))) {
                for (int offset = 0; offset < died; offset++) {
                    first.accept(seen.record(offset), seen.delivery(offset));
                }

                // When: it is gone, with nothing closed
                DiskQuota quota = new DiskQuota(1 << 20);
                try (JobOutput second = JobOutput.reopen(of, quota)) {
                    for (int offset = seen.rewind(); offset < seen.size(); offset++) {
                        second.accept(seen.record(offset), seen.delivery(offset));
                    }

                    // Then
                    assertThat(of.output()).as("died at %d", died).hasContent("first segmentsecondfirst segment");
                    assertThat(of.frameCrc32c())
                            .hasContent("00000000\n00000001\n00000002\n00000003\n00000004\n00000005\n");
                    assertThat(second.fold().frames()).isEqualTo(6);
                    assertThat(second.fold().counts().total()).isEqualTo(24);
                    assertThat(second.sha256()).isEqualTo(Sha256.hex(digest("first segmentsecondfirst segment")));
                    assertThat(second.epoch()).isEqualTo(2);
                    assertThat(quota.usedBytes()).isEqualTo(second.committed());
                    assertThat(second.framesBelow(second.committed())).isEqualTo(6);
                    assertThat(seen.committed()).isEqualTo(seen.size());
                    StepVerifier.create(second.lengths())
                            .expectNext(second.committed())
                            .verifyComplete();
                }
            }
        }
    }

    @Test
    void suspend_inTheMiddleOfASegment_acknowledgesNothingOfIt() throws IOException {
        // Given
        log.addSegment(1, 0, false, ONE, 5);
        log.addSegment(1, 1, true, TWO, 5);
        int whole = 4;
        take(whole + 1);

        // When: what comes while it is suspended is nobody's either
        output.suspend();
        takeAll();

        // Then
        assertThat(log.committed()).isEqualTo(whole);

        // When
        try (JobOutput second = JobOutput.reopen(folder, new DiskQuota(1 << 20))) {
            for (int offset = log.rewind(); offset < log.size(); offset++) {
                second.accept(log.record(offset), log.delivery(offset));
            }

            // Then
            assertThat(folder.output()).hasContent("first segmentsecond");
        }
    }

    @Test
    void reopen_ofAJobThatTheLogHasForgotten_keepsItsSegmentsAndTakesTheRestOfANewEpoch() throws IOException {
        // Given
        log.addSegment(5, 0, false, ONE, 5);
        takeAll();

        // When
        OutputLog fresh = new OutputLog();
        fresh.addSegment(1, 0, false, ONE, 5);
        fresh.addSegment(1, 1, true, TWO, 5);
        try (JobOutput second = JobOutput.reopen(folder, new DiskQuota(1 << 20))) {
            second.forgetEpochs();
            for (int offset = 0; offset < fresh.size(); offset++) {
                second.accept(fresh.record(offset), fresh.delivery(offset));
            }

            // Then
            assertThat(folder.output()).hasContent("first segmentsecond");
            assertThat(fresh.committed()).isEqualTo(fresh.size());
        }
    }

    @Test
    void reopen_lessOutputThanTheReceiptsSay_isRefused() throws IOException {
        // Given
        log.addSegment(1, 0, false, ONE, 5);
        takeAll();
        Files.write(folder.output(), bytes("first"));

        // Then
        DiskQuota quota = new DiskQuota(1 << 20);
        assertThatThrownBy(() -> JobOutput.reopen(folder, quota))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("output: 5 bytes (expected: at least 13");
        assertThat(quota.usedBytes()).isZero();
    }

    @Test
    void create_folderWithOutput_isRefused() {
        assertThatThrownBy(() -> JobOutput.create(folder, true, true, new DiskQuota(1 << 20)))
                .isInstanceOf(IOException.class);
    }

    private static MessageDigest digest(String text) {
        MessageDigest digest = Sha256.start();
        digest.update(bytes(text));
        return digest;
    }

    private void takeAll() throws IOException {
        take(log.size() - taken);
    }

    private void take(int records) throws IOException {
        for (int i = 0; i < records; i++) {
            output.accept(log.record(taken), log.delivery(taken));
            taken++;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
