package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobId;
import io.tesela.ingest.testing.Handshakes;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestClient.Download;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.ingest.testing.TestPictures;
import io.tesela.media.ffmpeg.FfmpegLog;
import io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.EofFrames;
import io.tesela.wire.ServerMessage.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Videos as they come, and what only looks like one, through FFmpeg. */
@Timeout(60)
class RealVideoTest {
    private static final Path ROOT = Path.of(System.getProperty("tesela.root", ".."));

    @TempDir
    static Path data;

    private static FfmpegLog log;
    private static FfmpegVideoDecoderFactory decoders;
    private static TestIngest ingest;

    @BeforeAll
    static void start() {
        log = FfmpegLog.install();
        decoders = new FfmpegVideoDecoderFactory();
        ingest = TestIngest.start(data, decoders);
    }

    /** The factory refuses to close as long as a decoder is open. */
    @AfterAll
    static void stop() {
        ingest.awaitNothingLeft();
        ingest.close();
        decoders.close();
        log.close();
    }

    @ParameterizedTest
    @CsvSource({"sign_face.mkv, 77", "odd_321x241_444.mp4, 25", "phone_rot90.mov, 25"})
    void converse_sample_publishesEveryFrame(String sample, int frames) throws IOException {
        // When
        Download download = converse(sample(sample));

        // Then
        assertThat(download.ok()).isTrue();
        assertThat(download.report()).contains("\"decoded\":" + frames, "\"encoded\":" + frames);
    }

    @Test
    void converse_indexMissing_isNoVideo() throws IOException {
        // Given: the index of this one is at the end
        byte[] video = sample("odd_321x241_444.mp4");

        // Then
        assertRefused(Arrays.copyOf(video, video.length / 2), "the index (moov) is missing, the file is truncated");
    }

    @Test
    void converse_truncatedUploadOfTheLargerSet_isNoVideo() throws IOException {
        // Given
        Path broken = ROOT.resolveSibling("shared").resolve("videos").resolve("broken_no_moov.mp4");
        assumeTrue(Files.exists(broken), "the larger set of videos is not here");

        // Then
        assertRefused(Files.readAllBytes(broken), "the index (moov) is missing, the file is truncated");
    }

    @Test
    void converse_emptyFile_isNoVideo() throws IOException {
        assertRefused(new byte[0], "not a video: the upload is empty");
    }

    @Test
    void converse_randomBytes_areNoVideo() throws IOException {
        // Given
        byte[] noise = new byte[300_000];
        new Random(4).nextBytes(noise);

        // Then
        assertRefused(noise, "not a video: ");
    }

    @Test
    void converse_videoCutInTheMiddle_bringsTheFramesThatAreThere() throws IOException {
        // Given: the index of this one is in front
        byte[] video = sample("flower.mp4");

        // When
        Download download = converse(Arrays.copyOf(video, video.length / 8));

        // Then
        assertThat(download.report()).containsPattern("\"decoded\":[1-9][0-9]?,");
    }

    @Test
    void converse_pictures_areFramesWithTheirTimes() throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            // Given
            JobId job = client.open(Handshakes.pictures()).job();

            // When
            for (int i = 0; i < 30; i++) {
                client.picture(i, i * 40_000L, TestPictures.gray("jpg", 320, 180, 8 * i));
            }
            client.send(new EofFrames(30));
            Download download = client.finish(job, List.of(), new byte[0], new byte[0], true);

            // Then
            assertThat(download.ok()).isTrue();
            assertThat(download.report()).contains("\"decoded\":30", "\"codec\":\"mjpeg\"", "\"duration_s\":1.2");
        }
        ingest.awaitNothingLeft();
    }

    /** A small one, and then one that needs all that may ever be granted: nothing else would have more granted. */
    @Test
    void converse_picturesAsTheyAreGranted_neverStandsStill() throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            JobId job = client.open(Handshakes.pictures()).job();

            for (int i = 0; i < 12; i++) {
                client.pictureAsGranted(i, i * 40_000L, TestPictures.noise(i % 2 == 0 ? 40 : 139));
            }
            client.send(new EofFrames(12));
            Download download = client.finish(job, List.of(), new byte[0], new byte[0], true);

            assertThat(download.report()).contains("\"decoded\":12");
        }
        ingest.awaitNothingLeft();
    }

    /** Nobody knows which of them the server has. */
    @Test
    void vanish_amongPictures_endsTheJob() throws IOException {
        TestClient client = TestClient.connect(ingest.port());
        JobId job = client.open(Handshakes.pictures()).job();
        client.picture(0, 0, TestPictures.gray("jpg", 320, 180, 8));
        client.vanish();

        try (TestClient second = TestClient.connect(ingest.port())) {
            second.send(TestClient.resume(job, 0, Container.FMP4));
            assertThat(second.failure().code()).isEqualTo(FailureCode.UNKNOWN_JOB);
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void vanish_whileFramesAreDecoded_leavesNothing() throws IOException {
        // Given
        byte[] video = sample("flower.mp4");
        TestClient client = TestClient.connect(ingest.port());
        client.open(TestClient.handshake());
        long before = ingest.framesDecoded();
        client.upload(video, 0, video.length / 2);
        TestIngest.eventually().until(() -> ingest.framesDecoded() > before + 5);

        // When
        client.vanish();

        // Then
        ingest.awaitNothingLeft();
        assertThat(converse(sample("odd_321x241_444.mp4")).ok()).isTrue();
    }

    private static void assertRefused(byte[] video, String sentence) throws IOException {
        Failure failure;
        try (TestClient client = TestClient.connect(ingest.port())) {
            client.open(TestClient.handshake());
            client.uploadAll(video);
            client.eof(video);
            failure = client.failure();
        }
        assertThat(failure.code()).isEqualTo(FailureCode.NOT_A_VIDEO);
        assertThat(failure.message()).contains(sentence);
        ingest.awaitNothingLeft();
    }

    private static Download converse(byte[] video) throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            return client.converse(TestClient.handshake(), video);
        }
    }

    private static byte[] sample(String name) throws IOException {
        return Files.readAllBytes(ROOT.resolve("samples").resolve(name));
    }
}
