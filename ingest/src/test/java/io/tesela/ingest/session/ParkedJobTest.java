package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.JobChecks;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.wire.ClientMessage;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Output;
import io.tesela.wire.ServerMessage.Queued;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that takes one job at a time: one whose client is gone, and that stands still, keeps nobody out. */
@Timeout(60)
class ParkedJobTest extends SessionFixture {
    @Override
    IngestConfig settings(IngestConfig config) {
        return oneAtATime(config);
    }

    @Test
    void park_jobThatWaitsForItsUpload_letsOthersPassAndGoesOnLater() throws IOException {
        // Given
        JobId abandoned;
        try (TestClient first = TestClient.connect(ingest.port())) {
            abandoned = first.open(TestClient.handshake()).job();
            first.upload(VIDEO, 0, VIDEO.length / 2);
            TestIngest.eventually().until(() -> status(abandoned).encoded() >= 2 * TestIngest.SEGMENT_FRAMES);
        }

        // When
        assertAnotherJobIsDone();

        // Then
        assertThat(ingest.jobsParked()).isEqualTo(1);
        assertThat(status(abandoned).state()).isEqualTo(JobStatus.State.UPLOADING);
        try (TestClient second = TestClient.connect(ingest.port())) {
            Accepted accepted = second.resume(abandoned, 0);
            assertThat(accepted.uploadOffset()).isEqualTo(VIDEO.length / 2);
            JobChecks.assertWhole(FRAMES, second.finish(abandoned, List.of(), VIDEO));
        }
        assertThat(ingest.assembler().manifests(abandoned).get(0L)).isEqualTo(1);
        ingest.awaitNothingLeft();
    }

    @Test
    void park_jobOfWhichNobodyStoresTheOutput_letsOthersPassAndGoesOnLater() throws IOException {
        // Given
        JobId abandoned;
        try (TestClient first = TestClient.connect(ingest.port())) {
            abandoned = first.open(TestClient.handshake()).job();
            first.upload(VIDEO, 0, VIDEO.length / 2);
            first.expect(Output.class);
            TestIngest.eventually().until(() -> status(abandoned).decoded() == 2 * TestIngest.SEGMENT_FRAMES);
        }

        // When
        assertAnotherJobIsDone();

        // Then
        try (TestClient second = TestClient.connect(ingest.port())) {
            second.resume(abandoned, 0);
            JobChecks.assertWhole(FRAMES, second.finish(abandoned, List.of(), VIDEO));
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void park_jobThatNobodyComesBackTo_isGivenUpAfterTheRetention() throws IOException {
        // Given: long enough to be parked first
        IngestConfig.Keeping brief = new IngestConfig.Keeping(Duration.ofSeconds(5), 1 << 20, 16, false);
        try (TestIngest forgetful = TestIngest.start(
                data.resolve("brief"), decoders, config -> oneAtATime(config).with(brief))) {
            JobId job;
            try (TestClient first = TestClient.connect(forgetful.port())) {
                job = first.open(TestClient.handshake()).job();
                first.upload(VIDEO, 0, VIDEO.length / 2);
                JobId opened = job;
                TestIngest.eventually()
                        .until(() -> JobChecks.status(forgetful, opened).encoded() >= 2 * TestIngest.SEGMENT_FRAMES);
            }
            TestIngest.eventually().until(() -> forgetful.jobsParked() == 1);

            // When
            forgetful.awaitNothingLeft();

            // Then
            TestIngest.eventually()
                    .untilAsserted(() -> assertThat(forgetful.jobsParked()).isZero());
            try (TestClient second = TestClient.connect(forgetful.port())) {
                second.send(TestClient.resume(job, 0, TestClient.handshake().container()));
                assertThat(second.failure().message()).contains("its client has gone and did not come back");
            }
        }
    }

    @Test
    void resume_ofAParkedJobWhileAnotherWorks_waitsForItsTurn() throws IOException {
        // Given
        JobId abandoned;
        try (TestClient first = TestClient.connect(ingest.port())) {
            abandoned = first.open(TestClient.handshake()).job();
            first.upload(VIDEO, 0, 50);
        }
        TestIngest.eventually().until(() -> ingest.jobsParked() == 1);

        // When
        try (TestClient other = TestClient.connect(ingest.port());
                TestClient second = TestClient.connect(ingest.port())) {
            JobId job = other.open(TestClient.handshake()).job();
            second.send(TestClient.resume(abandoned, 0, TestClient.handshake().container()));

            // Then
            assertThat(second.expect(Queued.class).ahead()).isZero();
            JobChecks.assertWhole(FRAMES, other.finish(job, List.of(), VIDEO));
            int offset = Math.toIntExact(second.expect(Accepted.class).uploadOffset());
            second.upload(VIDEO, offset, offset + 1);
            JobChecks.assertWhole(FRAMES, second.finish(abandoned, List.of(), VIDEO));
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void cancel_ofAParkedJobWhileAnotherWorks_needsNoTurn() throws IOException {
        // Given
        JobId abandoned;
        try (TestClient first = TestClient.connect(ingest.port())) {
            abandoned = first.open(TestClient.handshake()).job();
            first.upload(VIDEO, 0, 50);
        }
        TestIngest.eventually().until(() -> ingest.jobsParked() == 1);

        // When
        try (TestClient other = TestClient.connect(ingest.port());
                TestClient second = TestClient.connect(ingest.port())) {
            JobId job = other.open(TestClient.handshake()).job();
            second.send(TestClient.resume(abandoned, 0, TestClient.handshake().container()));
            second.expect(Queued.class);
            second.send(new ClientMessage.Cancel());

            // Then
            assertThat(second.failure().code()).isEqualTo(FailureCode.CANCELLED);
            TestIngest.eventually().until(() -> ingest.jobFolders() == 1);
            JobChecks.assertWhole(FRAMES, other.finish(job, List.of(), VIDEO));
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void stop_whileAJobIsParked_tellsItsTrace() throws IOException {
        // Given
        try (TestClient first = TestClient.connect(ingest.port())) {
            first.open(TestClient.handshake());
            first.upload(VIDEO, 0, 50);
        }
        TestIngest.eventually().until(() -> ingest.jobsParked() == 1);

        // When
        ingest.stopJobs();

        // Then
        assertThat(ingest.spans()).containsExactly("job: the server is being stopped (expected: try again later)");
    }

    /** It is queued first, until the one that is there is parked. */
    private void assertAnotherJobIsDone() throws IOException {
        try (TestClient other = TestClient.connect(ingest.port())) {
            JobChecks.assertWhole(FRAMES, other.converse(TestClient.handshake(), VIDEO));
        }
    }

    private static IngestConfig oneAtATime(IngestConfig config) {
        IngestConfig.Flow flow = JobChecks.withOutput(config.flow(), TestIngest.SEGMENT_BYTES);
        return config.with(new IngestConfig.JobLimits(1, 4, 1))
                .with(keeping(false))
                .with(new IngestConfig.Flow(
                        flow.windowFrames(),
                        flow.windowBytes(),
                        flow.outputBytes(),
                        flow.uploadAheadBytes(),
                        flow.maxUploadBytes(),
                        flow.diskBytes(),
                        flow.segmentFrames(),
                        flow.publishConcurrency(),
                        Duration.ofMillis(300)));
    }
}
