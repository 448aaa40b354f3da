package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobId;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.Handshakes;
import io.tesela.ingest.testing.JobChecks;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.telemetry.RoleHttpServer;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Videos that are not sent, but lie where the server reads them. */
@Timeout(60)
class PlacedVideoTest extends SessionFixture {
    private static final String NAME = "clips/v.fake";

    @TempDir
    static Path media;

    @Override
    IngestConfig settings(IngestConfig config) {
        return config.with(keeping(true)).with(config.access().withMediaRoot(media));
    }

    @BeforeEach
    void placeVideo() throws IOException {
        Files.createDirectories(media.resolve("clips"));
        Files.write(media.resolve(NAME), VIDEO);
    }

    @Test
    void file_belowTheRoot_isDecodedWhereItLies_andStays() throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            Accepted accepted = client.open(Handshakes.placed(NAME, null));

            assertThat(accepted.uploadComplete()).isTrue();
            assertThat(accepted.uploadOffset()).isEqualTo(VIDEO.length);
            TestClient.Download download = client.finish(accepted.job(), List.of(), VIDEO, new byte[0], true);
            JobChecks.assertWhole(FRAMES, download);
            assertThat(download.report()).contains(TestClient.sha256(VIDEO));
        }
        ingest.awaitNothingLeft();
        assertThat(media.resolve(NAME)).hasBinaryContent(VIDEO);
    }

    /** Whoever reaches the port of the clients can name any file below the root; over HTTP everybody could then read it. */
    @Test
    void file_isShownToOthers_onlyOnceItHasBeenOpenedAsAVideo() throws Exception {
        CountDownLatch opened = holdDecoder();
        try (RoleHttpServer http = ingest.http();
                TestClient client = TestClient.connect(ingest.port())) {
            JobId job = client.open(Handshakes.placed(NAME, null)).job();
            assertThat(input(http, job).statusCode()).isEqualTo(404);

            opened.countDown();

            TestIngest.eventually()
                    .untilAsserted(() -> assertThat(input(http, job).body()).isEqualTo(VIDEO));
            JobChecks.assertWhole(FRAMES, client.finish(job, List.of(), VIDEO, new byte[0], true));
        }
        ingest.awaitNothingLeft();
    }

    private static HttpResponse<byte[]> input(RoleHttpServer http, JobId job) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + http.port() + "/jobs/" + job + "/input");
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
    }

    @Test
    void file_thatMustBeThereAsAWhole_isNotWaitedFor() throws IOException {
        decoders.needWholeVideos();
        try (TestClient client = TestClient.connect(ingest.port())) {
            JobId job = client.open(Handshakes.placed(NAME, null)).job();

            JobChecks.assertWhole(FRAMES, client.finish(job, List.of(), VIDEO, new byte[0], true));
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void file_outsideOfTheRoot_isRefusedAndLeavesNothing() throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            client.send(Handshakes.placed("../secret", null));

            Failure failure = client.failure();

            assertThat(failure.code()).isEqualTo(FailureCode.PATH_NOT_ALLOWED);
            assertThat(failure.message()).startsWith("handshake: name: '../secret': leads upwards");
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void ingest_thatDied_goesOnWithTheFile() throws IOException {
        // Given: the job cannot end before
        CountDownLatch dead = holdDecoder();
        TestClient first = TestClient.connect(ingest.port());
        JobId job = first.open(Handshakes.placed(NAME, null)).job();
        first.vanish();

        // When
        ingest.dieAndComeBack();
        dead.countDown();

        // Then
        try (TestClient second = TestClient.connect(ingest.port())) {
            Accepted accepted = second.open(Handshakes.placed(NAME, job));
            assertThat(accepted.uploadComplete()).isTrue();
            JobChecks.assertWhole(FRAMES, second.finish(job, List.of(), VIDEO, new byte[0], true));
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void ingest_thatDied_doesNotGoOnWithAnotherFile() throws IOException {
        // Given: the job cannot end before
        CountDownLatch dead = holdDecoder();
        TestClient first = TestClient.connect(ingest.port());
        JobId job = first.open(Handshakes.placed(NAME, null)).job();
        first.vanish();

        // When
        changeVideo();
        ingest.dieAndComeBack();
        dead.countDown();

        // Then
        try (TestClient second = TestClient.connect(ingest.port())) {
            second.send(Handshakes.placed(NAME, job));
            assertThat(second.failure().code()).isEqualTo(FailureCode.UNKNOWN_JOB);
        }
    }

    @Test
    void file_thatIsGoneMeanwhile_failsItsJobAndSaysWhy() throws IOException {
        decoders.beforeOpened(PlacedVideoTest::deleteVideo);
        try (TestClient client = TestClient.connect(ingest.port())) {
            client.open(Handshakes.placed(NAME, null));

            Failure failure = client.failure();
            assertThat(failure.code()).isEqualTo(FailureCode.PATH_NOT_ALLOWED);
            assertThat(failure.message()).startsWith("'clips/v.fake' was changed while it was worked on");
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void resume_ofASentVideoByItsName_isRefusedAndTheJobStays() throws IOException {
        TestClient first = TestClient.connect(ingest.port());
        JobId job = first.open(TestClient.handshake()).job();
        first.upload(VIDEO, 0, 30_000);
        first.vanish();

        try (TestClient second = TestClient.connect(ingest.port())) {
            second.send(Handshakes.placed(NAME, job));
            assertThat(second.failure().message())
                    .isEqualTo("handshake: mode: file (expected: stream, as the job began)");
        }
        try (TestClient third = TestClient.connect(ingest.port())) {
            third.resume(job, 0);
            JobChecks.assertWhole(FRAMES, third.finish(job, List.of(), VIDEO));
        }
    }

    @Test
    void file_thatIsChangedMeanwhile_failsItsJob() throws IOException {
        decoders.beforeOpened(PlacedVideoTest::changeVideo);
        try (TestClient client = TestClient.connect(ingest.port())) {
            // it may have failed before it is accepted
            client.send(Handshakes.placed(NAME, null));

            assertThat(client.failure().message()).contains("was changed while it was worked on");
        }
        ingest.awaitNothingLeft();
    }

    private static void changeVideo() {
        try {
            Files.setLastModifiedTime(media.resolve(NAME), FileTime.fromMillis(1_000));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteVideo() {
        try {
            Files.delete(media.resolve(NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds the first decoder back until the result says that it may go on. */
    private CountDownLatch holdDecoder() {
        CountDownLatch released = new CountDownLatch(1);
        decoders.beforeOpened(() -> {
            try {
                assertThat(released.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return released;
    }
}
