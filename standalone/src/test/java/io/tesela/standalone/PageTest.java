package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.client.Console;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.standalone.TestService.Ended;
import io.tesela.standalone.role.LocalService;
import io.tesela.testkit.Background;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.Channels;
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
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    private final HttpClient http = HttpClient.newHttpClient();
    private LocalService service;

    @BeforeEach
    void startService() {
        service = TestService.overMemory(
                TestService.config("ingest-page", folder.resolve("data"), TilePartitioning.TILE)
                        .with(IngestConfig.Sessions.DEFAULT.with(new IngestConfig.Browsers(MOST_LISTENERS, 1))),
                new InMemoryBroker());
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    @Test
    void jobs_oneThatIsDone_hasItsResultAndReport_wholeAndInParts() throws Exception {
        // Given
        String id = detached("odd_321x241_444.mp4");
        await().atMost(BOUND).until(() -> state(id).equals("done"));

        // When
        byte[] whole = bytes("GET", "/jobs/" + id + "/output.mp4").body();
        JsonNode report = json("/jobs/" + id + "/report.json");

        // Then
        assertThat(report.get("output").get("sha256").textValue()).isEqualTo(sha256(whole));
        assertThat(report.get("output").get("frames").intValue()).isEqualTo(25);
        HttpResponse<byte[]> part = bytes("GET", "/jobs/" + id + "/output.mp4", "Range", "bytes=30-1029");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 30-1029/" + whole.length);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, 30, 1030));
        assertThat(bytes("GET", "/jobs/" + id + "/output.mp4", "Range", "bytes=-100")
                        .body())
                .isEqualTo(Arrays.copyOfRange(whole, whole.length - 100, whole.length));
        assertThat(bytes("GET", "/jobs/" + id + "/output.mp4", "Range", "bytes=" + whole.length + "-")
                        .statusCode())
                .isEqualTo(416);
        HttpResponse<byte[]> head = bytes("HEAD", "/jobs/" + id + "/output.mp4");
        assertThat(head.headers().firstValue("Content-Length")).contains(Integer.toString(whole.length));
        assertThat(head.body()).isEmpty();
        assertThat(bytes("DELETE", "/jobs/" + id).statusCode())
                .as("it has ended")
                .isEqualTo(409);
    }

    /** Beside its client, which does not notice: both have the same bytes. */
    @Test
    void output_ofAJobThatWorks_comesAsItGrows() throws Exception {
        // Given
        Path out = folder.resolve("out.mp4");
        CompletableFuture<Ended> upload = Background.call(() -> TestService.tesela(arguments(
                "upload",
                "--video",
                Clips.sample("flower.mp4").toString(),
                "--container",
                "fmp4",
                "--out",
                out.toString())));
        String id = newJob();

        // When
        HttpResponse<InputStream> growing = http.send(get("/jobs/" + id + "/output.mp4"), BodyHandlers.ofInputStream());
        byte[] first = growing.body().readNBytes(1000);
        String then = state(id);
        byte[] rest = growing.body().readAllBytes();

        // Then
        assertThat(then).isEqualTo("running");
        assertThat(upload.get().exitCode()).isZero();
        byte[] stored = Files.readAllBytes(out);
        assertThat(first).isEqualTo(Arrays.copyOf(stored, 1000));
        assertThat(rest).isEqualTo(Arrays.copyOfRange(stored, 1000, stored.length));
    }

    @Test
    void delete_ofAJobThatWorks_cancelsIt_andTellsItsClient() throws Exception {
        // Given: a video that comes to no end
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (PipedOutputStream camera = new PipedOutputStream();
                PipedInputStream video = new PipedInputStream(camera, 1 << 16)) {
            CompletableFuture<Integer> upload = Background.call(() -> Main.run(
                    console(video, err), Map.of(), arguments("upload", "--video", "-", "--out", out(), "--quiet")));
            camera.write(new byte[1000]);
            camera.flush();
            String id = newJob();

            // When
            HttpResponse<byte[]> answer = bytes("DELETE", "/jobs/" + id);

            // Then
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(upload.get()).isEqualTo(130);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("it was cancelled at the server");
            await().atMost(BOUND).until(() -> state(id).equals("failed"));
            assertThat(json("/jobs/" + id).get("error").textValue()).contains("cancelled");
        }
    }

    @Test
    void events_haveNumbers_andGoOnBehindTheLastOne() throws Exception {
        List<String> first = lines(get("/events"), 8);
        long last = numbers(first).get(0);

        List<String> again = lines(
                HttpRequest.newBuilder(uri("/events"))
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
                    http.send(get("/events"), BodyHandlers.ofInputStream()).body();
            stream.readNBytes(1);
            listening.add(stream);
        }
        HttpResponse<String> refused = http.send(get("/events"), BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).isEqualTo("too many listen already (expected: at most 3)\n");

        listening.remove(0).close();

        await().atMost(BOUND).untilAsserted(() -> {
            HttpResponse<InputStream> again = http.send(get("/events"), BodyHandlers.ofInputStream());
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
        String page = new String(bytes("GET", "/").body(), StandardCharsets.UTF_8);

        // When
        List<String> named = Pattern.compile("(?:src|href)=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map((MatchResult match) -> match.group(1))
                .filter(name -> !name.startsWith("data:"))
                .toList();

        // Then
        assertThat(named).contains("page.js", "page.css", "uplot.js").noneMatch(name -> name.contains("//"));
        for (String name : named) {
            HttpResponse<byte[]> answer = bytes("GET", "/" + name);
            assertThat(answer.statusCode()).as(name).isEqualTo(200);
            assertThat(answer.body()).as(name).isNotEmpty();
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'none'; script-src 'self';");
        }
    }

    @Test
    void jobs_unknown_isSaidInASentence() throws Exception {
        for (String path : List.of("/jobs/none", "/jobs/none/output.mp4", "/jobs/none/report.json", "/jobs/N%00ne")) {
            HttpResponse<byte[]> answer = bytes("GET", path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith("there is no such job here");
        }
    }

    private String detached(String clip) {
        Ended ended = TestService.tesela(
                arguments("upload", "--video", Clips.sample(clip).toString(), "--detach", "--quiet"));
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        return ended.out().strip();
    }

    /** Returns the id of the only job, once there is one. */
    private String newJob() {
        return await().atMost(BOUND)
                .until(() -> json("/jobs").get("jobs"), jobs -> jobs.size() == 1)
                .get(0)
                .get("job")
                .textValue();
    }

    private String state(String id) throws Exception {
        return json("/jobs/" + id).get("state").textValue();
    }

    private String out() {
        return folder.resolve("out.mp4").toString();
    }

    private String[] arguments(String command, String... others) {
        return Stream.concat(Stream.of(command, "--port", Integer.toString(service.port())), Arrays.stream(others))
                .toArray(String[]::new);
    }

    private static Console console(InputStream video, ByteArrayOutputStream err) {
        PrintStream printed = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Console(
                video, printed, printed, Channels.newChannel(OutputStream.nullOutputStream()), false, Map.of());
    }

    private JsonNode json(String path) throws Exception {
        return JsonMapper.builder().build().readTree(bytes("GET", path).body());
    }

    private HttpResponse<byte[]> bytes(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(uri(path)).build();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.httpPort() + path);
    }

    /** Reads some lines of a stream that never ends. */
    private List<String> lines(HttpRequest request, int count) throws Exception {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                http.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
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
