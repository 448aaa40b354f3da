package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.ingest.config.IngestConfig;
import io.tesela.testkit.Background;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser gets of videos as they were sent, to show them beside what is made of them. */
class ShownInputTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int MOST_DOWNLOADS = 2;

    @TempDir
    Path folder;

    private PageService service;
    private PageClient page;

    @BeforeEach
    void startService() {
        start(true);
    }

    private void start(boolean showInputs) {
        service = PageService.start(folder, new IngestConfig.Browsers(3, MOST_DOWNLOADS, 1, showInputs, Set.of()));
        page = service.page();
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    /** Whatever it was called: a browser that asks for a video gets no page. */
    @Test
    void input_ofAJob_isWhatWasSent_wholeAndInParts_alsoWhenItIsDone() throws Exception {
        byte[] sent = Files.readAllBytes(Clips.sample("odd_321x241_444.mp4"));
        String id = service.detached("odd_321x241_444.mp4");
        await().atMost(BOUND).until(() -> page.state(id).equals("done"));
        assertThat(page.json("/jobs/" + id).get("input").booleanValue()).isTrue();

        HttpResponse<byte[]> whole = page.bytes("GET", "/jobs/" + id + "/input");
        HttpResponse<byte[]> part = page.bytes("GET", "/jobs/" + id + "/input", "Range", "bytes=30-1029");

        assertThat(whole.body()).isEqualTo(sent);
        assertThat(whole.headers().firstValue("Content-Type")).contains("video/mp4");
        assertThat(whole.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(whole.headers().firstValue("Content-Security-Policy")).contains("default-src 'none'; sandbox");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 30-1029/" + sent.length);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(sent, 30, 1030));
        assertThat(page.bytes("HEAD", "/jobs/" + id + "/input").headers().firstValueAsLong("Content-Length"))
                .hasValue(sent.length);
    }

    @Test
    void input_thatIsHidden_isNeitherThereNorKept() throws Exception {
        service.close();
        start(false);
        String id = service.detached("odd_321x241_444.mp4");
        await().atMost(BOUND).until(() -> page.state(id).equals("done"));

        assertThat(page.json("/jobs/" + id).get("input").booleanValue()).isFalse();
        page.assertRefused(
                "/jobs/" + id + "/input",
                404,
                "the video as it was sent is not here (expected: a job whose \"input\" is true, see GET /jobs)");
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(kept()).contains("output.mp4").doesNotContain("upload"));
    }

    /** Of a video that comes to no end, nobody knows how long it is; whoever reads it goes on as it comes. */
    @Test
    void input_ofOneReaderTooMany_isRefused_untilOneGoes() throws Exception {
        try (PipedOutputStream camera = new PipedOutputStream();
                PipedInputStream video = new PipedInputStream(camera, 1 << 16)) {
            // Given
            CompletableFuture<Integer> upload = Background.call(() -> Main.run(
                    TestService.console(video, new ByteArrayOutputStream()),
                    Map.of(),
                    service.arguments("upload", "--video", "-", "--out", service.out(), "--quiet")));
            camera.write(new byte[1000]);
            camera.flush();
            String input = "/jobs/" + service.newJob() + "/input";
            List<InputStream> reading = new ArrayList<>();
            for (int i = 0; i < MOST_DOWNLOADS; i++) {
                InputStream stream =
                        page.send(page.get(input), BodyHandlers.ofInputStream()).body();
                assertThat(stream.readNBytes(1000)).hasSize(1000);
                reading.add(stream);
            }
            page.assertRefused(input, 503, "too many videos are being read already (expected: at most 2)");
            camera.write(new byte[500]);
            camera.flush();
            assertThat(reading.get(0).readNBytes(500)).as("what came meanwhile").hasSize(500);

            // When
            reading.remove(0).close();

            // Then
            await().atMost(BOUND).untilAsserted(() -> {
                HttpResponse<InputStream> again = page.send(page.get(input), BodyHandlers.ofInputStream());
                reading.add(again.body());
                assertThat(again.statusCode()).isEqualTo(200);
            });
            for (InputStream stream : reading) {
                stream.close();
            }
            page.bytes("DELETE", input.replace("/input", ""));
            assertThat(upload.get()).isEqualTo(130);
        }
    }

    /** A browser seeks where nothing has come yet. */
    @Test
    void input_beyondWhatHasCome_waitsForIt() throws Exception {
        byte[] video = Files.readAllBytes(Clips.sample("odd_321x241_444.mp4"));
        int middle = video.length / 2;
        TusClient uploads = new TusClient(page);
        String upload = uploads.create(video.length, Map.of())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        uploads.bring(upload, 0, Arrays.copyOf(video, middle));
        CompletableFuture<HttpResponse<byte[]>> part = Background.call(() -> page.bytes(
                "GET", upload.replace("/uploads/", "/jobs/") + "/input", "Range", "bytes=" + (middle - 10) + "-"));
        awaitReader();
        assertThat(part).isNotDone();

        uploads.bring(upload, middle, Arrays.copyOfRange(video, middle, video.length));

        HttpResponse<byte[]> answer = part.get();
        assertThat(answer.headers().firstValue("Content-Range"))
                .contains("bytes " + (middle - 10) + "-" + (video.length - 1) + "/" + video.length);
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(video, middle - 10, video.length));
    }

    /** Nothing of it has come, so nothing of an answer is on its way either. */
    @Test
    void input_whoseJobEndsBeforeItsFirstByte_isRefusedInASentence() throws Exception {
        String job = new TusClient(page)
                .create(1000, Map.of())
                .headers()
                .firstValue("Location")
                .orElseThrow()
                .replace("/uploads/", "/jobs/");
        CompletableFuture<HttpResponse<byte[]>> input = Background.call(() -> page.bytes("GET", job + "/input"));
        awaitReader();

        page.bytes("DELETE", job);

        assertThat(input.get().statusCode()).isEqualTo(409);
        assertThat(new String(input.get().body(), StandardCharsets.UTF_8))
                .startsWith("it was cancelled at the server")
                .hasLineCount(1);
    }

    private void awaitReader() {
        await().atMost(BOUND)
                .until(() -> new String(page.bytes("GET", "/metrics").body(), StandardCharsets.UTF_8)
                        .matches("(?s).*\ntesela_downloads\\{[^}]*} 1\\.0\n.*"));
    }

    /** Names of all files that the service has. */
    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
