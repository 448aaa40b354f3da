package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Assumptions.assumingThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.standalone.Clips.Clip;
import io.tesela.standalone.Clips.Times;
import io.tesela.standalone.TestService.Ended;
import io.tesela.testkit.Background;
import io.tesela.testkit.FfmpegTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

    private static final int USUAL_FRAMES = 300;
    private static final double A_MILLISECOND = 0.001;

    @TempDir
    Path folder;

    /** Every clip with -Dtesela.clips=all; without it none of more frames than usual, so that the whole suite stays short. */
    static List<Clip> clips() throws IOException {
        boolean all = "all".equals(System.getProperty("tesela.clips"));
        List<Clip> clips = new ArrayList<>(Clips.samples());
        Clips.shared().stream()
                .filter(clip -> all || clip.frames() <= USUAL_FRAMES)
                .forEach(clips::add);
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
        Times times = Clips.times(clip.path());
        assertThat(Clips.pts(out)).hasSize(clip.frames()).isEqualTo(times.pts());
        JsonNode report = report("out.json");
        assertThat(report.path("ok").asBoolean()).isTrue();
        assertThat(report.path("frames").path("encoded").asInt()).isEqualTo(clip.frames());
        assertThat(report.path("input").path("width").asInt()).isEqualTo(clip.width());
        assertThat(report.path("input").path("height").asInt()).isEqualTo(clip.height());
        assertThat(report.path("output").path("sha256").asText()).isEqualTo(sha256(out));
        assertThat(report.path("input").path("sha256").asText()).isEqualTo(sha256(clip.path()));
        assertThat(crcs("out.frame_crc32c")).hasSize(clip.frames());
        assumingThat(FfmpegTool.FFPROBE.runs(), () -> assertThatOtherReadersAgree(out, times));
    }

    /** A download that has not ended yet: the whole segments that are there play, and of a cut one what came of it. */
    @Test
    void upload_whoseOutputGrows_playsUpToWhatIsThere() throws Exception {
        assumeTrue(FfmpegTool.FFPROBE.runs(), "FFmpeg's programs do not run here");
        // Given
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Ended ended = TestService.tesela(whole, uploading(Clips.sample("flower.mp4"), "-"));
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        List<Integer> ends = Mp4Boxes.endsOf("mdat", ByteBuffer.wrap(whole.toByteArray()));
        int segment = IngestConfig.Flow.DEFAULT.segmentFrames();
        assertThat(ends).hasSize(150 / segment + 1);
        Path growing = folder.resolve("growing.mp4");

        for (int segments = 1; segments <= ends.size(); segments++) {
            // When
            Files.write(growing, Arrays.copyOf(whole.toByteArray(), ends.get(segments - 1)));

            // Then
            assertThat(complaints(growing)).isEmpty();
            assertThat(framesThatDecode(growing)).isEqualTo(Math.min(150, segments * segment));
        }

        // When
        Files.write(growing, Arrays.copyOf(whole.toByteArray(), (ends.get(1) + ends.get(2)) / 2));

        // Then
        assertThat(framesThatDecode(growing)).isBetween(2 * segment + 1, 3 * segment - 1);
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
        CompletableFuture<Ended> first = Background.call(
                () -> upload(Clips.sample("sign_face.mkv"), "four.mp4", "--host", "127.0.0.1", "--filters", "sobel"));
        CompletableFuture<Ended> second = Background.call(
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
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));

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

    /** What FFmpeg's programs read in the index, without decoding anything; and that they decode it all in silence. */
    private static void assertThatOtherReadersAgree(Path out, Times times) {
        List<String> index = FfmpegTool.FFPROBE.lines(
                "-select_streams",
                "v:0",
                "-show_entries",
                "stream=nb_frames,duration",
                "-of",
                "default=noprint_wrappers=1",
                out.toString());
        assertThat(index)
                .contains("nb_frames=" + times.pts().size())
                .filteredOn(line -> line.startsWith("duration="))
                .singleElement()
                .extracting(line -> Double.valueOf(line.substring("duration=".length())), DOUBLE)
                .isCloseTo(times.seconds(), within(A_MILLISECOND));
        assertThat(complaints(out)).isEmpty();
    }

    private static List<String> complaints(Path video) {
        return FfmpegTool.FFMPEG.complaints("-i", video.toString(), "-f", "null", "-");
    }

    /** Silent about a frame that is cut. */
    private static int framesThatDecode(Path video) {
        return FfmpegTool.FFPROBE
                .lines(
                        "-v",
                        "fatal",
                        "-select_streams",
                        "v:0",
                        "-show_entries",
                        "frame=pts",
                        "-of",
                        "csv=p=0",
                        video.toString())
                .size();
    }

    private Ended upload(Path video, String out, String... more) {
        return TestService.tesela(uploading(video, folder.resolve(out).toString(), more));
    }

    private static String[] uploading(Path video, String out, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "upload", "--port", Integer.toString(SERVICE.port()), "--video", video.toString(), "--out", out));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
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
