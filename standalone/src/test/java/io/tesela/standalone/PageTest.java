package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.media.BytesSource;
import io.tesela.media.DecodeLimits;
import io.tesela.media.VideoDecoder;
import io.tesela.media.ffmpeg.FfmpegPreviews;
import io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory;
import io.tesela.standalone.TestService.Ended;
import io.tesela.testkit.Background;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser gets of an ingest that works: jobs, results, events and the page. */
class PageTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int MOST_LISTENERS = 3;

    @TempDir
    Path folder;

    private PageService service;
    private PageClient page;

    @BeforeEach
    void startService() {
        service = PageService.start(
                folder, new IngestConfig.Browsers(MOST_LISTENERS, 4, 1, true, Set.of("video.example.org")));
        page = service.page();
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    @Test
    void jobs_oneThatIsDone_hasItsResultAndReport_wholeAndInParts() throws Exception {
        // Given
        String id = service.detached("odd_321x241_444.mp4");
        await().atMost(BOUND).until(() -> page.state(id).equals("done"));

        // When
        byte[] whole = page.bytes("GET", "/jobs/" + id + "/output.mp4").body();
        JsonNode report = page.json("/jobs/" + id + "/report.json");

        // Then
        assertThat(report.get("output").get("sha256").textValue()).isEqualTo(sha256(whole));
        assertThat(report.get("output").get("frames").intValue()).isEqualTo(25);
        HttpResponse<byte[]> part = page.bytes("GET", "/jobs/" + id + "/output.mp4", "Range", "bytes=30-1029");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 30-1029/" + whole.length);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, 30, 1030));
        assertThat(page.bytes("GET", "/jobs/" + id + "/output.mp4", "Range", "bytes=-100")
                        .body())
                .isEqualTo(Arrays.copyOfRange(whole, whole.length - 100, whole.length));
        assertThat(page.bytes("GET", "/jobs/" + id + "/output.mp4", "Range", "bytes=" + whole.length + "-")
                        .statusCode())
                .isEqualTo(416);
        HttpResponse<byte[]> head = page.bytes("HEAD", "/jobs/" + id + "/output.mp4");
        assertThat(head.headers().firstValue("Content-Length")).contains(Integer.toString(whole.length));
        assertThat(head.body()).isEmpty();
    }

    /** Wherever they lie in their segments: as a decoder finds them that goes through the whole result. */
    @Test
    void pictures_areOfTheFramesThatAreNamed() throws Exception {
        String id = service.detached("flower.mp4");
        await().atMost(BOUND).until(() -> page.state(id).equals("done"));
        byte[] result = page.bytes("GET", "/jobs/" + id + "/output.mp4").body();

        try (FfmpegVideoDecoderFactory decoders = new FfmpegVideoDecoderFactory();
                VideoDecoder decoder = decoders.open(new BytesSource(result), DecodeLimits.DEFAULT)) {
            for (int number = 0; number < 150; number++) {
                PixelBuffer frame = decoder.next(PixelLayout.I420).orElseThrow().pixels();
                if (Set.of(0, 1, 47, 48, 95, 96, 149).contains(number)) {
                    assertThat(page.bytes("GET", "/jobs/" + id + "/frame/" + number)
                                    .body())
                            .as("frame %d", number)
                            .isEqualTo(new FfmpegPreviews().jpeg(frame, decoder.format(), 8192));
                }
            }
        }
    }

    @Test
    void pictures_ofAJob_areMade_asTheyAreAskedFor() throws Exception {
        String id = service.detached("odd_321x241_444.mp4");
        await().atMost(BOUND).until(() -> page.state(id).equals("done"));

        HttpResponse<byte[]> last = page.bytes("GET", "/jobs/" + id + "/frame/24");
        HttpResponse<byte[]> small = page.bytes("GET", "/frame/24?width=80");
        HttpResponse<byte[]> gif = page.bytes("GET", "/jobs/" + id + "/preview.gif");

        assertThat(last.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(last.headers().firstValue("Cache-Control")).contains("private, max-age=86400, immutable");
        BufferedImage frame = ImageIO.read(new ByteArrayInputStream(last.body()));
        assertThat(frame.getWidth() + "x" + frame.getHeight()).isEqualTo("322x242");
        assertThat(ImageIO.read(new ByteArrayInputStream(small.body())).getWidth())
                .isEqualTo(80);
        assertThat(page.bytes("GET", "/jobs/" + id + "/frame/0").body()).isNotEqualTo(last.body());
        assertThat(page.bytes("HEAD", "/jobs/" + id + "/frame/24").headers().firstValueAsLong("Content-Length"))
                .hasValue(last.body().length);
        assertThat(gif.headers().firstValue("Content-Type")).contains("image/gif");
        assertThat(gif.body()).startsWith("GIF89a".getBytes(StandardCharsets.US_ASCII));
        assertThat(page.bytes("GET", "/gif").body()).isEqualTo(gif.body());
        page.assertRefused(
                "/jobs/" + id + "/frame/25", 404, "frame 25 is not there (expected: one that is encoded, from 0)");
        page.assertRefused("/jobs/" + id + "/frame/x", 400, "frame: x (expected: a whole number from 0)");
        page.assertRefused("/frame/0?width=1", 400, "width: 1 (expected: a whole number from 2 to 8192)");
        page.assertRefused(
                "/jobs/none/frame/0", 404, "there is no such job here (expected: one of those that GET /jobs tells)");
    }

    @Test
    void tiles_ofAJob_haveTheirTimes_whereTheyLie() throws Exception {
        String id = service.detached("odd_321x241_444.mp4");
        await().atMost(BOUND).until(() -> page.state(id).equals("done"));

        JsonNode tiles = page.json("/jobs/" + id + "/tiles");

        assertThat(tiles.get("columns").intValue() + "x" + tiles.get("rows").intValue())
                .isEqualTo("3x3");
        assertThat(tiles.get("filtered").toString()).isEqualTo("[25,25,25,25,25,25,25,25,25]");
        assertThat(tiles.get("degraded").toString()).isEqualTo("[0,0,0,0,0,0,0,0,0]");
        assertThat(tiles.get("mean_ms"))
                .hasSize(9)
                .allSatisfy(mean -> assertThat(mean.doubleValue()).isPositive());
    }

    @Test
    void pictures_withoutAJob_areRefusedInASentence() throws Exception {
        page.assertRefused("/frame/0", 404, "there is no job with an output (expected: one)");
        page.assertRefused("/gif", 404, "there is no job with an output (expected: one)");
    }

    /** Beside its client, which does not notice: both have the same bytes. */
    @Test
    void output_ofAJobThatWorks_comesAsItGrows() throws Exception {
        // Given
        Path out = folder.resolve("out.mp4");
        CompletableFuture<Ended> upload = Background.call(() -> TestService.tesela(service.arguments(
                "upload",
                "--video",
                Clips.sample("flower.mp4").toString(),
                "--container",
                "fmp4",
                "--out",
                out.toString())));
        String id = service.newJob();

        // When
        HttpResponse<InputStream> growing =
                page.send(page.get("/jobs/" + id + "/output.mp4"), BodyHandlers.ofInputStream());
        byte[] first = growing.body().readNBytes(1000);
        String then = page.state(id);
        byte[] rest = growing.body().readAllBytes();

        // Then
        assertThat(then).isEqualTo("running");
        assertThat(upload.get().exitCode()).isZero();
        byte[] stored = Files.readAllBytes(out);
        assertThat(first).isEqualTo(Arrays.copyOf(stored, 1000));
        assertThat(rest).isEqualTo(Arrays.copyOfRange(stored, 1000, stored.length));
    }

    /** As a site that leads its own name here would have a browser ask. */
    @Test
    void page_underANameThatIsNotOurs_isRefused_butHowItStandsIsTold() throws Exception {
        assertThat(page.statusUnder("evil.example", "/")).isEqualTo(421);
        assertThat(page.statusUnder("evil.example:" + service.httpPort(), "/jobs"))
                .isEqualTo(421);
        assertThat(page.statusUnder("evil.example", "/metrics")).isEqualTo(200);
        assertThat(page.statusUnder("video.example.org", "/jobs")).isEqualTo(200);
    }

    /** Until somebody takes it, it keeps its room. */
    @Test
    void delete_ofAJobThatIsDone_letsItsResultGo() throws Exception {
        String id = service.detached("odd_321x241_444.mp4");
        await().atMost(BOUND).until(() -> page.state(id).equals("done"));

        assertThat(page.bytes("DELETE", "/jobs/" + id).statusCode()).isEqualTo(200);

        await().atMost(BOUND).until(() -> page.bytes("GET", "/jobs/" + id).statusCode() == 404);
        try (Stream<Path> left = Files.walk(folder.resolve("data"))) {
            assertThat(left.map(file -> String.valueOf(file.getFileName()))).doesNotContain("output.mp4", "upload");
        }
    }

    @Test
    void delete_ofAJobThatWorks_cancelsIt_andTellsItsClient() throws Exception {
        // Given: a video that comes to no end
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (PipedOutputStream camera = new PipedOutputStream();
                PipedInputStream video = new PipedInputStream(camera, 1 << 16)) {
            CompletableFuture<Integer> upload = Background.call(() -> Main.run(
                    TestService.console(video, err),
                    Map.of(),
                    service.arguments("upload", "--video", "-", "--out", service.out(), "--quiet")));
            camera.write(new byte[1000]);
            camera.flush();
            String id = service.newJob();

            // When
            HttpResponse<byte[]> answer = page.bytes("DELETE", "/jobs/" + id);

            // Then
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(upload.get()).isEqualTo(130);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("it was cancelled at the server");
            await().atMost(BOUND).until(() -> page.state(id).equals("failed"));
            assertThat(page.json("/jobs/" + id).get("error").textValue()).contains("cancelled");
            assertThat(page.bytes("DELETE", "/jobs/" + id).statusCode())
                    .as("it has ended")
                    .isEqualTo(409);
        }
    }

    @Test
    void events_haveNumbers_andGoOnBehindTheLastOne() throws Exception {
        List<String> first = lines(page.get("/events"), 8);
        long last = numbers(first).get(0);

        List<String> again = lines(
                HttpRequest.newBuilder(page.uri("/events"))
                        .header("Last-Event-ID", Long.toString(last))
                        .build(),
                8);

        assertThat(first)
                .contains("retry: 1000", "event: metrics")
                .anyMatch(line -> line.startsWith("data: {\"jobs\":"));
        assertThat(numbers(again).get(0)).isEqualTo(last + 1);
    }

    /** Whoever goes makes room: a place that is lost is lost for ever. */
    @Test
    void events_ofOneListenerTooMany_areRefused_untilOneGoes() throws Exception {
        List<InputStream> listening = new ArrayList<>();
        for (int i = 0; i < MOST_LISTENERS; i++) {
            InputStream stream =
                    page.send(page.get("/events"), BodyHandlers.ofInputStream()).body();
            stream.readNBytes(1);
            listening.add(stream);
        }
        HttpResponse<String> refused = page.send(page.get("/events"), BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).isEqualTo("too many listen already (expected: at most 3)\n");

        listening.remove(0).close();

        await().atMost(BOUND).untilAsserted(() -> {
            HttpResponse<InputStream> again = page.send(page.get("/events"), BodyHandlers.ofInputStream());
            listening.add(again.body());
            assertThat(again.statusCode()).isEqualTo(200);
        });
        for (InputStream stream : listening) {
            stream.close();
        }
    }

    @Test
    void page_hasAllThatItNamesItself_andAsksNobodyElse() throws Exception {
        // Given
        String html = new String(page.bytes("GET", "/").body(), StandardCharsets.UTF_8);

        // When
        List<String> named = Pattern.compile("(?:src|href)=\"([^\"]+)\"")
                .matcher(html)
                .results()
                .map((MatchResult match) -> match.group(1))
                .filter(name -> !name.startsWith("data:"))
                .toList();

        // Then
        assertThat(named).contains("page.js", "page.css", "uplot.js").noneMatch(name -> name.contains("//"));
        for (String name : named) {
            HttpResponse<byte[]> answer = page.bytes("GET", "/" + name);
            assertThat(answer.statusCode()).as(name).isEqualTo(200);
            assertThat(answer.body()).as(name).isNotEmpty();
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'none'; script-src 'self';");
        }
    }

    @Test
    void jobs_unknown_isSaidInASentence() throws Exception {
        for (String path : List.of("/jobs/none", "/jobs/none/output.mp4", "/jobs/none/report.json", "/jobs/N%00ne")) {
            HttpResponse<byte[]> answer = page.bytes("GET", path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith("there is no such job here");
        }
    }

    /** Reads some lines of a stream that never ends. */
    private List<String> lines(HttpRequest request, int count) throws Exception {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                page.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            return reader.lines().limit(count).toList();
        }
    }

    private static List<Long> numbers(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("id: "))
                .map(line -> Long.valueOf(line.substring(4)))
                .toList();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
