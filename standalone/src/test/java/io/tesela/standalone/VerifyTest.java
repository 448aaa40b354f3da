package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.standalone.TestService.Ended;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code verify} command over what {@code run} leaves, and over what others make of that. */
class VerifyTest {
    private static final Path CLIP = Clips.sample("sign_face.mkv");

    @TempDir
    static Path made;

    @TempDir
    Path folder;

    @BeforeAll
    static void run() {
        Ended ended = TestService.tesela(
                "run",
                "--transport",
                "memory",
                "--quiet",
                "--video",
                CLIP.toString(),
                "--filters",
                "canny,blur:3",
                "--tiles",
                "3x3",
                "--out",
                made.resolve("out.mp4").toString());
        assertThat(ended.exitCode()).as(ended.err()).isZero();
    }

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> files = Files.list(made)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void verify_ofAResult_findsEveryFrameEqual() {
        // When
        Ended ended = verify();

        // Then
        assertThat(ended.out()).isEqualTo("verified: 77 frames equal, 0 differ" + System.lineSeparator());
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.err()).doesNotContain("error");
    }

    @Test
    void verify_ofWhatCameOverStandardOutput_findsEveryFrameEqual() throws IOException {
        // Given: fragmented, and its report under a name of its own
        ByteArrayOutputStream video = new ByteArrayOutputStream();
        Path report = folder.resolve("live.json");
        Ended run = TestService.tesela(
                video,
                "run",
                "--transport",
                "memory",
                "--quiet",
                "--live",
                "--video",
                CLIP.toString(),
                "--filters",
                "blur:5,invert",
                "--out",
                "-",
                "--report",
                report.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        Path out = Files.write(folder.resolve("live.mp4"), video.toByteArray());

        // When
        Ended ended = TestService.tesela(
                "verify", "--video", CLIP.toString(), "--out", out.toString(), "--report", report.toString());

        // Then
        assertThat(ended.out()).isEqualTo("verified: 77 frames equal, 0 differ" + System.lineSeparator());
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void verify_withAByteOfTheResultFlipped_endsWith3() throws IOException {
        // Given
        byte[] bytes = Files.readAllBytes(out());
        bytes[bytes.length / 2] ^= 1;
        Files.write(out(), bytes);

        // When
        Ended ended = verify();

        // Then
        assertThat(ended.out().lines())
                .hasSize(2)
                .anyMatch(line -> line.matches("out\\.mp4: sha256: [0-9a-f]{64} \\(expected: [0-9a-f]{64}, as the"
                        + " report says\\); the times of its frames are not compared"))
                .contains("not verified: 77 frames equal, 0 differ");
        assertThat(ended.exitCode()).isEqualTo(3);
    }

    @Test
    void verify_ofAResultThatIsCutOff_endsWith3() throws IOException {
        // Given
        byte[] bytes = Files.readAllBytes(out());
        Files.write(out(), Arrays.copyOf(bytes, 10_000));

        // When
        Ended ended = verify();

        // Then
        assertThat(ended.out().lines())
                .hasSize(2)
                .contains("out.mp4: 10000 bytes (expected: " + bytes.length
                        + ", as the report says); the times of its frames are not compared");
        assertThat(ended.exitCode()).isEqualTo(3);
    }

    @Test
    void verify_withAnotherChecksumOfAFrame_namesTheFrame() throws IOException {
        // Given
        Path checksums = folder.resolve("out.frame_crc32c");
        List<String> lines = new ArrayList<>(Files.readAllLines(checksums));
        String right = lines.set(12, "0123abcd");
        Files.write(checksums, lines);

        // When
        Ended ended = verify();

        // Then
        assertThat(ended.out().lines())
                .containsExactly(
                        "frame 12: differs, and the report does not say why: crc32c 0123abcd (expected: " + right + ")",
                        "not verified: 76 frames equal, 1 differs");
        assertThat(ended.exitCode()).isEqualTo(3);
    }

    @Test
    void verify_withJson_printsOneObject() throws IOException {
        // Given
        Path checksums = folder.resolve("out.frame_crc32c");
        Files.writeString(checksums, "nonsense\n");

        // When
        Ended ended = verify("--json", "--quiet");

        // Then
        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.err()).isEmpty();
        JsonNode found = JsonMapper.builder().build().readTree(ended.out());
        assertThat(found.path("verified").asBoolean(true)).isFalse();
        assertThat(found.path("filters").asText()).isEqualTo("canny:50:150,blur:3");
        assertThat(found.path("frames").path("equal").asLong(-1)).isZero();
        assertThat(found.path("frames").path("different").asLong()).isEqualTo(77);
        assertThat(found.path("differences")).hasSize(2);
        assertThat(found.path("differences").path(0).path("frame").asLong(-1)).isZero();
        assertThat(found.path("differences").path(1).path("what").asText())
                .isEqualTo("out.frame_crc32c: frames: 1 (expected: 77, as in the source)");
    }

    @Test
    void verify_ofAnotherVideo_refusesIt() {
        // When
        Ended ended = TestService.tesela(
                "verify", "--video", Clips.sample("flower.mp4").toString(), "--out", out().toString());

        // Then
        assertRefused(ended, "--video: ", "not the video that the job was made of: ");
    }

    @Test
    void verify_ofFilesThatAreNotThereOrNoneOfOurs_refusesThem() throws IOException {
        Path missing = folder.resolve("missing.mp4");

        assertRefused(
                TestService.tesela("verify", "--video", missing.toString(), "--out", out().toString()),
                "--video: ",
                "no such file");
        assertRefused(
                TestService.tesela("verify", "--video", CLIP.toString(), "--out", missing.toString()),
                "--report: ",
                "missing.json: no such file");
        assertRefused(verify("--report", out().toString()), "--report: ", "the JSON of a report");
        Files.delete(folder.resolve("out.frame_crc32c"));
        assertRefused(verify(), "--report: ", "out.frame_crc32c: no such file");
    }

    @Test
    void verify_ofAReportThatContradictsItself_refusesIt() throws IOException {
        for (String[] change : new String[][] {
            {"\"frame_crc32c\" : \"out.frame_crc32c\"", "\"frame_crc32c\" : \"../../secret\"", "frame_crc32c: "},
            {"\"canny:50:150,blur:3\"", "null", "filters: null (expected: what happened in the job)"},
            {"canny:50:150,blur:3", "nosuch", "unknown filter: 'nosuch'"},
            {"\"effective_tiles\" : [ 3, 3 ]", "\"effective_tiles\" : [ 1, 1 ]", "effective_tiles: 1x1 (expected: 3x3"},
            {"\"tiles\" : [ 3, 3 ]", "\"tiles\" : [ 3 ]", "tiles: [3] (expected: columns and rows)"},
            {"\"degraded_tiles\" : [ ]", degraded(77, 0), "degraded_tiles: frame 77 (expected: one of 77 frames)"},
            {"\"degraded_tiles\" : [ ]", degraded(76, 9), "degraded_tiles: tile 9 (expected: one of 9 tiles)"},
        }) {
            // Given
            String json = Files.readString(made.resolve("out.json"));
            assertThat(json).contains(change[0]);
            Files.writeString(folder.resolve("out.json"), json.replace(change[0], change[1]));

            // When, then
            assertRefused(verify(), "--report: ", change[2]);
        }
    }

    private static String degraded(int frame, int tile) {
        return "\"degraded_tiles\" : [ { \"frame\" : " + frame + ", \"tile\" : " + tile
                + ", \"reason\" : \"it would not\", \"attempts\" : 1 } ]";
    }

    private static void assertRefused(Ended ended, String begin, String what) {
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: " + begin)
                .contains(what)
                .contains("expected: ");
        assertThat(ended.out()).isEmpty();
        assertThat(ended.exitCode()).isEqualTo(4);
    }

    private Ended verify(String... more) {
        List<String> args = new ArrayList<>(List.of("verify", "--video", CLIP.toString(), "--out", out().toString()));
        args.addAll(List.of(more));
        return TestService.tesela(args.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("out.mp4");
    }
}
