package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.standalone.Clips.Clip;
import io.tesela.standalone.TestService.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real clips through real roles and a real broker, in one process; what comes out is compared with the source. */
class EndToEndTest {
    @RegisterExtension
    static final TestService SERVICE = new TestService();

    @TempDir
    Path folder;

    static List<Clip> clips() throws IOException {
        List<Clip> clips = new ArrayList<>(Clips.samples());
        // The long ones are for the bench.
        Clips.shared().stream().filter(clip -> clip.frames() < 350).forEach(clips::add);
        return clips;
    }

    @AfterEach
    void nothingIsLeftBehind() {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(SERVICE.jobFolders()).isEmpty());
        assertThat(folder.toFile().list((dir, name) -> name.endsWith(".part"))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("clips")
    void upload_ofEveryClip_keepsEveryFrameAndItsPts(Clip clip) throws Exception {
        // When
        Ended ended = upload(clip.path(), "out.mp4", "--filters", "canny,blur:3");

        // Then
        assertThat(ended.err()).contains("done:");
        assertThat(ended.exitCode()).isZero();
        Path out = folder.resolve("out.mp4");
        assertThat(Clips.pts(out)).hasSize(clip.frames()).isEqualTo(Clips.pts(clip.path()));
        JsonNode report = report("out.json");
        assertThat(report.path("ok").asBoolean()).isTrue();
        assertThat(report.path("frames").path("encoded").asInt()).isEqualTo(clip.frames());
        assertThat(report.path("input").path("width").asInt()).isEqualTo(clip.width());
        assertThat(report.path("input").path("height").asInt()).isEqualTo(clip.height());
        assertThat(report.path("output").path("sha256").asText()).isEqualTo(sha256(out));
        assertThat(report.path("input").path("sha256").asText()).isEqualTo(sha256(clip.path()));
        assertThat(crcs("out.frame_crc32c")).hasSize(clip.frames());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x1", "3x3", "7x5"})
    void upload_onAnyGrid_equalsWholeFramesByteForByte(String tiles) throws Exception {
        // When
        Ended ended = upload(Clips.sample("sign_face.mkv"), "out.mp4", "--tiles", tiles);

        // Then
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(crcs("out.frame_crc32c"))
                .isEqualTo(Clips.wholeFrameCrcs(Clips.sample("sign_face.mkv"), "canny,blur:3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"blur:5,invert", "sobel", "gray", "blur:9,canny:20:60,blur:3,invert", "canny,canny"})
    void upload_withAnyChain_equalsWholeFramesByteForByte(String filters) throws Exception {
        // When
        Ended ended = upload(Clips.sample("odd_321x241_444.mp4"), "out.mp4", "--filters", filters, "--tiles", "4x2");

        // Then
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(crcs("out.frame_crc32c"))
                .isEqualTo(Clips.wholeFrameCrcs(Clips.sample("odd_321x241_444.mp4"), filters));
    }

    @Test
    void upload_ofTwoAtOnce_overIpv4AndIpv6_bothAreRight() throws Exception {
        // When
        CompletableFuture<Ended> first = CompletableFuture.supplyAsync(
                () -> upload(Clips.sample("sign_face.mkv"), "four.mp4", "--host", "127.0.0.1", "--filters", "sobel"));
        CompletableFuture<Ended> second = CompletableFuture.supplyAsync(
                () -> upload(Clips.sample("phone_rot90.mov"), "six.mp4", "--host", "::1", "--filters", "invert"));

        // Then
        assertThat(first.get().exitCode()).as(first.get().err()).isZero();
        assertThat(second.get().exitCode()).as(second.get().err()).isZero();
        assertThat(crcs("four.frame_crc32c")).isEqualTo(Clips.wholeFrameCrcs(Clips.sample("sign_face.mkv"), "sobel"));
        assertThat(crcs("six.frame_crc32c")).isEqualTo(Clips.wholeFrameCrcs(Clips.sample("phone_rot90.mov"), "invert"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"blur:4", "nosuch", "canny:9:5", "blur:1:2"})
    void upload_withBadFilter_endsWithUsageAndOneSentence(String filters) {
        // When
        Ended ended = upload(Clips.sample("flower.mp4"), "out.mp4", "--filters", filters);

        // Then
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .contains("--filters")
                .contains("expected:");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x3", "3", "99x1", "axb"})
    void upload_withBadTiles_endsWithUsageAndOneSentence(String tiles) {
        // When
        Ended ended = upload(Clips.sample("flower.mp4"), "out.mp4", "--tiles", tiles);

        // Then
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .contains("--tiles")
                .contains("expected:");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void upload_ofWhatIsNoVideo_isRefusedWithOneSentence() throws IOException {
        // Given
        Path empty = Files.createFile(folder.resolve("empty.mp4"));
        Path text = Files.writeString(folder.resolve("text.mp4"), "this is not a video\n".repeat(500));
        Path cut = folder.resolve("cut.mp4");
        byte[] whole = Files.readAllBytes(Clips.sample("phone_rot90.mov"));
        Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));

        for (Path video : List.of(empty, text, cut)) {
            // When
            Ended ended = upload(video, "out.mp4");

            // Then
            assertThat(ended.exitCode()).as("%s: %s", video, ended.err()).isEqualTo(4);
            assertThat(ended.err().lines().filter(line -> line.contains("error:")))
                    .singleElement()
                    .asString()
                    .contains("expected:");
            assertThat(folder.resolve("out.mp4")).doesNotExist();
        }
    }

    @Test
    void upload_intoAnExistingFile_keepsItWhenTheJobFails() throws IOException {
        // Given
        Path out = Files.writeString(folder.resolve("out.mp4"), "precious");
        Path text = Files.writeString(folder.resolve("text.mp4"), "this is not a video");

        // When
        Ended ended = upload(text, "out.mp4");

        // Then
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(out).hasContent("precious");
    }

    @Test
    void routes_ofTheService_answer() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (String route : List.of("/metrics", "/healthz", "/readyz")) {
            // When
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVICE.httpPort() + route))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            // Then
            assertThat(answer.statusCode()).as(route + ": " + answer.body()).isEqualTo(200);
        }
    }

    private Ended upload(Path video, String out, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "upload",
                "--port",
                Integer.toString(SERVICE.port()),
                "--video",
                video.toString(),
                "--out",
                folder.resolve(out).toString()));
        args.addAll(List.of(more));
        return TestService.tesela(args.toArray(String[]::new));
    }

    private JsonNode report(String name) throws IOException {
        return JsonMapper.builder().build().readTree(folder.resolve(name).toFile());
    }

    private List<String> crcs(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }

    private static String sha256(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = Files.newInputStream(file)) {
            digest.update(in.readAllBytes());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
