package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.JobChecks;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestClient.Download;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.kafka.record.ProgressRecord;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Detached;
import io.tesela.wire.ServerMessage.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An ingest that is killed or stopped, and comes back over its folder: its jobs go on, and their output is the same. */
@Timeout(60)
class NextLifeTest extends SessionFixture {
    @Override
    IngestConfig settings(IngestConfig config) {
        return config.with(keeping(true));
    }

    @Test
    void killed_inTheMiddleOfTheUpload_goesOnWithTheBytesThatAreThere() throws IOException {
        // Given
        TestClient first = TestClient.connect(ingest.port());
        JobId job = first.open(TestClient.handshake()).job();
        first.upload(VIDEO, 0, VIDEO.length / 2);
        TestIngest.eventually().until(() -> status(job).outputBytes() > 0);

        // When
        ingest.dieAndComeBack();

        // Then
        try (TestClient second = TestClient.connect(ingest.port())) {
            Accepted accepted = second.resume(job, 0);
            assertThat(accepted.uploadOffset()).isPositive().isLessThanOrEqualTo(VIDEO.length / 2);
            assertThat(accepted.uploadComplete()).isFalse();
            JobChecks.assertWhole(FRAMES, second.finish(job, List.of(), VIDEO));
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void killed_atEachSegment_publishesNoFrameOfAWholeSegmentAgain() throws IOException {
        // Given: a client that stores a segment in each life
        byte[] had = new byte[0];
        JobId job;
        try (TestClient first = TestClient.connect(ingest.port())) {
            job = first.open(TestClient.handshake()).job();
            first.upload(VIDEO, 0, bytesFor(1));
            awaitSegments(job, 1);
        }

        // When
        for (int life = 1; life <= 3; life++) {
            ingest.dieAndComeBack();
            try (TestClient next = TestClient.connect(ingest.port())) {
                Accepted accepted = next.resume(job, had.length);
                ByteArrayOutputStream more = new ByteArrayOutputStream();
                more.writeBytes(had);
                while (more.size() < life * TestIngest.SEGMENT_BYTES) {
                    take(next.expect(Output.class), more);
                }
                had = more.toByteArray();
                next.upload(VIDEO, Math.toIntExact(accepted.uploadOffset()), bytesFor(life + 1));
                awaitSegments(job, life + 1);
            }
        }

        // Then
        try (TestClient last = TestClient.connect(ingest.port())) {
            Accepted accepted = last.resume(job, had.length);
            Download download = last.finish(job, List.of(), VIDEO, had, accepted.uploadComplete());
            JobChecks.assertWhole(FRAMES, download);
        }
        assertThat(ingest.assembler().manifests(job))
                .allSatisfy((frame, times) -> assertThat(times).isBetween(1, 4));
        assertThat(ingest.assembler().manifests(job).get(0L))
                .as("of the first segment")
                .isEqualTo(1);
        ingest.awaitNothingLeft();
    }

    @Test
    void killed_whenAllIsUploadedAndTheClientIsGone_finishesByItself() throws IOException {
        // Given: the assembler has released nothing beyond the first segment
        ingest.assembler().releaseWhen(bytes -> false);
        JobId job;
        try (TestClient first = TestClient.connect(ingest.port())) {
            job = first.open(TestClient.detach()).job();
            first.uploadAll(VIDEO);
            first.eof(VIDEO);
            first.expect(Detached.class);
        }

        // When
        ingest.dieAndComeBack();
        ingest.assembler().releaseWhen(bytes -> true);

        // Then
        TestIngest.eventually().until(() -> status(job).state() == JobStatus.State.DONE);
        assertThat(status(job).detached()).isTrue();
        fetch(job);
        ingest.awaitNothingLeft();
    }

    @Test
    void killed_whenAJobIsDone_stillHasItsResult() throws IOException {
        // Given
        JobId job = done();
        TestIngest.eventually().until(() -> !status(job).attached());
        JobStatus before = status(job);

        // When
        ingest.dieAndComeBack();

        // Then
        assertThat(status(job)).isEqualTo(before);
        assertThat(ingest.jobsInLog()).isZero();
        fetch(job);
        ingest.awaitNothingLeft();
    }

    @Test
    void stopped_keepsItsJobs_andTellsTheirClientsToComeBack() throws IOException {
        // Given
        JobId done = done();
        TestClient first = TestClient.connect(ingest.port());
        JobId job = first.open(TestClient.handshake()).job();
        first.upload(VIDEO, 0, VIDEO.length / 2);

        // When
        ingest.stop();

        // Then
        assertThat(first.failure().code()).isEqualTo(FailureCode.BUSY);
        first.close();
        assertThat(ingest.progressSent()).noneMatch(Cancelled.class::isInstance);

        // When
        ingest.comeBack();

        // Then
        fetch(done);
        try (TestClient second = TestClient.connect(ingest.port())) {
            second.resume(job, 0);
            JobChecks.assertWhole(FRAMES, second.finish(job, List.of(), VIDEO));
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void killed_withALiveJob_takesItOutOfTheLog() throws IOException {
        // Given
        TestClient client = TestClient.connect(ingest.port());
        JobId job = client.open(TestClient.live(Container.FMP4)).job();
        client.upload(VIDEO, 0, VIDEO.length / 2);
        TestIngest.eventually().until(() -> ingest.jobsInLog() == 1);

        // When
        ingest.dieAndComeBack();

        // Then
        assertThat(ingest.progressSent())
                .filteredOn(Cancelled.class::isInstance)
                .extracting(ProgressRecord::job)
                .containsExactly(job);
        ingest.awaitNothingLeft();
    }

    @Test
    void killed_withAJobWhoseFilesAreDamaged_goesOnWithTheOthersAndSetsItAside() throws IOException {
        // Given
        JobId whole = done();
        JobId damaged = done();
        try (Stream<Path> files = Files.walk(data.resolve("tesela-jobs").resolve(damaged.value()))) {
            Files.writeString(
                    files.filter(file -> file.endsWith("receipts")).findFirst().orElseThrow(), "no receipt\n");
        }

        // When
        ingest.dieAndComeBack();

        // Then
        fetch(whole);
        try (TestClient client = TestClient.connect(ingest.port())) {
            client.send(TestClient.resume(damaged, 0, Container.FMP4));
            assertThat(client.failure().code()).isEqualTo(FailureCode.UNKNOWN_JOB);
        }
        TestIngest.eventually().until(() -> ingest.jobFolders() == 1);
        assertThat(data.resolve("tesela-jobs").resolve(damaged + ".set-aside")).isNotEmptyDirectory();
        assertThat(ingest.jobsInLog()).isZero();

        // When
        ingest.dieAndComeBack();

        // Then: nobody looks at it again
        assertThat(ingest.jobFolders()).isEqualTo(1);
    }

    /** Returns how much of the video it takes for so many segments: a frame is known when the next one is there. */
    private static int bytesFor(int segments) {
        return VIDEO.length / FRAMES * (segments * TestIngest.SEGMENT_FRAMES + 1) + 100;
    }

    private void awaitSegments(JobId job, int segments) {
        TestIngest.eventually().until(() -> status(job).outputBytes() == (long) segments * TestIngest.SEGMENT_BYTES);
    }

    private JobId done() throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            JobId job = client.open(TestClient.detach()).job();
            client.uploadAll(VIDEO);
            client.eof(VIDEO);
            client.expect(Detached.class);
            TestIngest.eventually().until(() -> status(job).state() == JobStatus.State.DONE);
            return job;
        }
    }

    private void fetch(JobId job) throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            assertThat(client.resume(job, 0).uploadComplete()).isTrue();
            JobChecks.assertWhole(FRAMES, client.finish(job, List.of(), VIDEO, new byte[0], true));
        }
    }
}
