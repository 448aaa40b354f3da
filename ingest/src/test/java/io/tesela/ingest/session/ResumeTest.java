package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.Handshakes;
import io.tesela.ingest.testing.JobChecks;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestClient.Download;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.Resume;
import io.tesela.wire.ClientMessage.Status;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Detached;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Jobs;
import io.tesela.wire.ServerMessage.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs whose clients go and come back: nothing is sent twice, and nothing is missing. */
@Timeout(60)
class ResumeTest extends SessionFixture {
    @Override
    IngestConfig settings(IngestConfig config) {
        return config.with(keeping(false));
    }

    @Test
    void resume_inTheMiddleOfTheUpload_goesOnWhereTheServerIs() throws IOException {
        // Given
        TestClient first = TestClient.connect(ingest.port());
        JobId job = first.open(TestClient.handshake()).job();
        first.upload(VIDEO, 0, VIDEO.length / 2);
        first.vanish();

        // When
        try (TestClient second = TestClient.connect(ingest.port())) {
            Accepted accepted = second.resume(job, 0);
            Download download = second.finish(job, List.of(), VIDEO);

            // Then
            assertThat(accepted.job()).isEqualTo(job);
            assertThat(accepted.uploadComplete()).isFalse();
            assertThat(accepted.uploadOffset()).isLessThanOrEqualTo(VIDEO.length / 2);
            JobChecks.assertWhole(FRAMES, download);
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void resume_atEveryChunk_isTheSameVideo() throws IOException {
        // Given
        JobId job;
        try (TestClient first = TestClient.connect(ingest.port())) {
            job = first.open(TestClient.handshake()).job();
        }

        // When: each connection takes one chunk further
        int offset = 0;
        while (offset < VIDEO.length - 30_000) {
            try (TestClient next = TestClient.connect(ingest.port())) {
                offset = Math.toIntExact(next.resume(job, 0).uploadOffset());
                next.upload(VIDEO, offset, Math.min(VIDEO.length, offset + 20_000));
                next.vanish();
            }
        }

        // Then
        try (TestClient last = TestClient.connect(ingest.port())) {
            last.resume(job, 0);
            JobChecks.assertWhole(FRAMES, last.finish(job, List.of(), VIDEO));
        }
    }

    @Test
    void resume_inTheMiddleOfTheDownload_getsTheRestOnly() throws IOException {
        // Given
        ByteArrayOutputStream had = new ByteArrayOutputStream();
        TestClient first = TestClient.connect(ingest.port());
        JobId job = first.open(TestClient.handshake()).job();
        first.uploadAll(VIDEO);
        first.eof(VIDEO);
        take(first.expect(Output.class), had);
        TestIngest.eventually().until(() -> status(job).state() != JobStatus.State.UPLOADING);
        first.vanish();

        // When
        try (TestClient second = TestClient.connect(ingest.port())) {
            Accepted accepted = second.resume(job, had.size());
            Download download = second.finish(job, List.of(), VIDEO, had.toByteArray(), accepted.uploadComplete());

            // Then
            assertThat(accepted.uploadComplete()).isTrue();
            assertThat(accepted.uploadOffset()).isEqualTo(VIDEO.length);
            JobChecks.assertWhole(FRAMES, download);
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void resume_withAllThatWasSent_whoseAcknowledgementsAreLost_goesOn() throws IOException {
        // Given: output that is not acknowledged holds the decoder after the first segment
        try (TestIngest small = TestIngest.start(
                data.resolve("little"),
                decoders,
                config -> config.with(keeping(false))
                        .with(JobChecks.withOutput(config.flow(), TestIngest.SEGMENT_BYTES)))) {
            ByteArrayOutputStream had = new ByteArrayOutputStream();
            TestClient first = TestClient.connect(small.port());
            JobId job = first.open(TestClient.handshake()).job();
            first.uploadAll(VIDEO);
            first.eof(VIDEO);
            while (had.size() < TestIngest.SEGMENT_BYTES) {
                take(first.expect(Output.class), had);
            }
            first.vanish();

            // When
            try (TestClient second = TestClient.connect(small.port())) {
                Accepted accepted = second.resume(job, had.size());

                // Then
                JobChecks.assertWhole(
                        FRAMES, second.finish(job, List.of(), VIDEO, had.toByteArray(), accepted.uploadComplete()));
            }
        }
    }

    @Test
    void resume_whileTheFirstConnectionIsStillThere_displacesIt() throws IOException {
        try (TestClient first = TestClient.connect(ingest.port());
                TestClient second = TestClient.connect(ingest.port())) {
            // Given
            JobId job = first.open(TestClient.handshake()).job();
            first.upload(VIDEO, 0, 50_000);

            // When
            second.resume(job, 0);

            // Then: it hears so, and what it still sends goes nowhere
            assertThat(first.failure().message()).contains("another connection goes on with this job");
            first.send(Chunk.of(50_000, ByteBuffer.wrap(new byte[1000])));
            JobChecks.assertWhole(FRAMES, second.finish(job, List.of(), VIDEO));
        }
    }

    @Test
    void resume_afterAChunkThatWasChangedOnItsWay_goesOn() throws IOException {
        // Given
        JobId job;
        try (TestClient first = TestClient.connect(ingest.port())) {
            job = first.open(TestClient.handshake()).job();
            first.upload(VIDEO, 0, 30_000);

            // When
            first.send(new Chunk(30_000, ByteBuffer.wrap(VIDEO, 30_000, 1000), 0xbad));
            assertThat(first.failure().code()).isEqualTo(FailureCode.CHECKSUM_MISMATCH);
        }

        // Then
        try (TestClient second = TestClient.connect(ingest.port())) {
            assertThat(second.resume(job, 0).uploadOffset()).isEqualTo(30_000);
            JobChecks.assertWhole(FRAMES, second.finish(job, List.of(), VIDEO));
        }
    }

    @Test
    void resume_withMoreOutputThanThereIs_isRefused_andTheJobStays() throws IOException {
        // Given
        JobId job;
        try (TestClient first = TestClient.connect(ingest.port())) {
            job = first.open(TestClient.handshake()).job();
        }

        // When
        try (TestClient second = TestClient.connect(ingest.port())) {
            second.send(TestClient.resume(job, 1, Container.FMP4));
            Failure failure = second.failure();

            // Then
            assertThat(failure.code()).isEqualTo(FailureCode.BAD_MESSAGE);
            assertThat(failure.message()).contains("received: 1 (expected: at most 0");
        }
        assertThat(status(job).state()).isEqualTo(JobStatus.State.UPLOADING);
    }

    @Test
    void resume_withAVideoOfAnotherSize_isRefused_andTheJobStays() throws IOException {
        // Given
        JobId job;
        try (TestClient first = TestClient.connect(ingest.port())) {
            job = first.open(Handshakes.sized(VIDEO.length, null)).job();
            first.upload(VIDEO, 0, VIDEO.length / 2);
        }

        // When
        try (TestClient second = TestClient.connect(ingest.port())) {
            second.send(Handshakes.sized(VIDEO.length + 1, new Resume(job, 0)));
            Failure failure = second.failure();

            // Then
            assertThat(failure.code()).isEqualTo(FailureCode.BAD_MESSAGE);
            assertThat(failure.message())
                    .isEqualTo("size: " + (VIDEO.length + 1) + " (expected: " + VIDEO.length
                            + ", as of the video that job " + job + " began with)");
        }
        try (TestClient third = TestClient.connect(ingest.port())) {
            third.resume(job, 0);
            JobChecks.assertWhole(FRAMES, third.finish(job, List.of(), VIDEO));
        }
    }

    @Test
    void detach_goesOnWithoutAClient_andTheResultCanBeFetched() throws IOException {
        // Given
        JobId job;
        try (TestClient first = TestClient.connect(ingest.port())) {
            job = first.open(TestClient.detach()).job();
            first.uploadAll(VIDEO);
            first.eof(VIDEO);
            assertThat(first.expect(Detached.class).job()).isEqualTo(job);
        }

        // When
        TestIngest.eventually().until(() -> status(job).state() == JobStatus.State.DONE);

        // Then
        JobStatus done = status(job);
        assertThat(done.attached()).isFalse();
        assertThat(done.detached()).isTrue();
        assertThat(done.encoded()).isEqualTo(FRAMES);
        assertThat(ingest.jobsInLog()).isZero();
        for (int i = 0; i < 2; i++) {
            try (TestClient second = TestClient.connect(ingest.port())) {
                assertThat(second.resume(job, 0).uploadComplete()).isTrue();
                // Only the second takes everything.
                if (i == 1) {
                    JobChecks.assertWhole(FRAMES, second.finish(job, List.of(), VIDEO, new byte[0], true));
                }
            }
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void detach_outputBeyondItsQuota_standsStillUntilSomebodyComes() throws IOException {
        // Given
        IngestConfig.Keeping little = new IngestConfig.Keeping(Duration.ofMinutes(10), 1, 16, false);
        try (TestIngest small = TestIngest.start(data.resolve("small"), decoders, config -> config.with(little));
                TestClient first = TestClient.connect(small.port())) {
            JobId job = first.open(TestClient.detach()).job();
            first.uploadAll(VIDEO);
            first.eof(VIDEO);
            first.expect(Detached.class);

            // When
            TestIngest.eventually().until(() -> JobChecks.status(small, job).outputBytes() > 0);
            TestIngest.eventually()
                    .during(Duration.ofMillis(300))
                    .until(() -> JobChecks.status(small, job).state() == JobStatus.State.RUNNING);

            // Then
            try (TestClient second = TestClient.connect(small.port())) {
                second.resume(job, 0);
                JobChecks.assertWhole(FRAMES, second.finish(job, List.of(), VIDEO, new byte[0], true));
            }
        }
    }

    @Test
    void cancel_ofAJobThatWasLeft_leavesNothing_andThatIsKnown() throws IOException {
        // Given
        JobId job;
        try (TestClient first = TestClient.connect(ingest.port())) {
            job = first.open(TestClient.handshake()).job();
            first.upload(VIDEO, 0, VIDEO.length / 2);
        }

        // When
        try (TestClient second = TestClient.connect(ingest.port())) {
            second.resume(job, 0);
            second.send(new Cancel());
            assertThat(second.failure().code()).isEqualTo(FailureCode.CANCELLED);
        }

        // Then
        ingest.awaitNothingLeft();
        assertThat(status(job).state()).isEqualTo(JobStatus.State.FAILED);
        assertThat(status(job).error()).contains("the client cancelled the job");
        try (TestClient third = TestClient.connect(ingest.port())) {
            third.send(TestClient.resume(job, 0, Container.FMP4));
            assertThat(third.failure().code()).isEqualTo(FailureCode.CANCELLED);
        }
    }

    @Test
    void resume_ofAJobThatFailedMeanwhile_saysWhy() throws IOException {
        // Given
        ingest.assembler().failJobs();
        JobId job;
        try (TestClient first = TestClient.connect(ingest.port())) {
            job = first.open(TestClient.detach()).job();
            first.uploadAll(VIDEO);
            first.rest();
        }

        // When
        ingest.awaitNothingLeft();
        try (TestClient second = TestClient.connect(ingest.port())) {
            second.send(TestClient.resume(job, 0, Container.FMP4));

            // Then
            assertThat(second.failure().message()).contains("the assembler gave up");
        }
    }

    @Test
    void resume_afterTheRetention_isTooLate() throws IOException {
        // Given
        IngestConfig.Keeping brief = new IngestConfig.Keeping(Duration.ofMillis(1), 1 << 20, 16, false);
        try (TestIngest forgetful = TestIngest.start(data.resolve("brief"), decoders, config -> config.with(brief))) {
            TestClient first = TestClient.connect(forgetful.port());
            JobId job = first.open(TestClient.handshake()).job();
            first.vanish();

            // When
            forgetful.awaitNothingLeft();

            // Then
            try (TestClient second = TestClient.connect(forgetful.port())) {
                second.send(TestClient.resume(job, 0, Container.FMP4));
                assertThat(second.failure().message()).contains("its client has gone and did not come back");
            }
        }
    }

    @Test
    void status_ofAll_isTheNewestFirst_inParts() throws IOException {
        // Given: more than fit into one message
        int count = Jobs.MAX_JOBS + 3;
        IngestConfig.JobLimits many = new IngestConfig.JobLimits(count, 0, count);
        try (TestIngest large = TestIngest.start(
                data.resolve("many"), decoders, config -> config.with(many).with(keeping(false)))) {
            for (int i = 0; i < count; i++) {
                try (TestClient client = TestClient.connect(large.port())) {
                    client.open(TestClient.handshake());
                }
            }

            // When
            List<JobStatus> all = JobChecks.statuses(large, new Status(null));

            // Then
            assertThat(all).hasSize(count);
            assertThat(all).extracting(JobStatus::started).isSortedAccordingTo((one, other) -> other.compareTo(one));
            assertThat(all).extracting(JobStatus::name).containsOnly("v.fake");
        }
    }

    @Test
    void status_ofAJobNobodyKnows_isRefused() throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            // When
            client.send(new Status(new JobId("nobody")));

            // Then
            assertThat(client.failure().code()).isEqualTo(FailureCode.UNKNOWN_JOB);
        }
    }
}
