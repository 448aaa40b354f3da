package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The {@code run} command as a user starts it: in a process of its own, with its own temporary folder. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class RunTest {
    @TempDir
    Path folder;

    private Path temporary;
    private Path results;

    RunTest() {
        this.temporary = Path.of("");
        this.results = Path.of("");
    }

    @BeforeEach
    void makeFolders() throws IOException {
        temporary = Files.createDirectory(folder.resolve("temporary"));
        results = Files.createDirectory(folder.resolve("results"));
    }

    @Test
    void run_ofAClip_makesTheVideoAndItsReport_andLeavesNothing() throws Exception {
        // Given
        Path clip = Clips.sample("sign_face.mkv");
        Path out = results.resolve("out.mp4");

        // When
        int exitCode = tesela(
                "run",
                "--video",
                clip.toString(),
                "--filters",
                "canny,blur:3",
                "--tiles",
                "3x3",
                "--out",
                out.toString());

        // Then
        assertThat(exitCode).as(printed("err")).isZero();
        assertThat(printed("err").lines())
                .last()
                .asString()
                .startsWith("done: ")
                .contains("77 frames");
        assertThat(printed("out")).isEmpty();
        assertThat(Clips.pts(out)).hasSize(77).isEqualTo(Clips.pts(clip));
        JsonNode report = JsonMapper.builder()
                .build()
                .readTree(results.resolve("out.json").toFile());
        assertThat(report.path("ok").asBoolean()).isTrue();
        assertThat(report.path("frames").path("encoded").asInt()).isEqualTo(77);
        assertThat(report.path("tile_counts").path("total").asInt()).isEqualTo(77 * 9);
        assertThat(Files.readAllLines(results.resolve("out.frame_crc32c")))
                .isEqualTo(Clips.wholeFrameCrcs(clip, "canny,blur:3"));
        assertThat(results.toFile().list()).containsExactlyInAnyOrder("out.mp4", "out.json", "out.frame_crc32c");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void run_asAFilter_carriesNothingButTheVideo() throws Exception {
        // Given
        Path clip = Clips.sample("sign_face.mkv");
        Path report = results.resolve("report.json");

        // When
        int exitCode = fed(clip, "run", "--video", "-", "--out", "-", "--report", report.toString());

        // Then
        assertThat(exitCode).as(printed("err")).isZero();
        assertThat(printed("err").lines()).last().asString().startsWith("done: - (77 frames");
        Path out = folder.resolve("out.txt");
        assertThat(Clips.pts(out)).hasSize(77).isEqualTo(Clips.pts(clip));
        JsonNode output = JsonMapper.builder().build().readTree(report.toFile()).path("output");
        assertThat(output.path("bytes").asLong()).isEqualTo(Files.size(out));
        assertThat(output.path("sha256").asText()).isEqualTo(sha256(out));
        assertThat(Files.readAllLines(results.resolve("report.frame_crc32c")))
                .isEqualTo(Clips.wholeFrameCrcs(clip, "canny,blur:3"));
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void run_ofWhatIsNoVideo_saysSoInOneSentence_andLeavesNothing() throws Exception {
        // Given
        Path text = Files.writeString(folder.resolve("text.mp4"), "this is not a video");

        // When
        int exitCode = tesela(
                "run",
                "--video",
                text.toString(),
                "--out",
                results.resolve("out.mp4").toString());

        // Then
        assertThat(exitCode).as(printed("err")).isEqualTo(4);
        assertThat(printed("err").lines())
                .singleElement()
                .asString()
                .startsWith("error: not a video")
                .contains("expected:");
        assertThat(printed("out")).isEmpty();
        assertThat(results).isEmptyDirectory();
        assertThat(temporary).isEmptyDirectory();
    }

    private int tesela(String... args) throws IOException, InterruptedException {
        return fed(null, args);
    }

    /** Runs the command, with a video in its standard input, in a process that has ended when this returns, whatever happens. */
    private int fed(@Nullable Path video, String... args) throws IOException, InterruptedException {
        List<String> options = List.of("-Djava.io.tmpdir=" + temporary);
        Process process = RoleProcesses.tesela(options, args)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        try {
            try (OutputStream in = process.getOutputStream()) {
                if (video != null) {
                    Files.copy(video, in);
                }
            }
            return process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String sha256(Path file) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        return HexFormat.of().formatHex(digest);
    }

    private String printed(String stream) throws IOException {
        return Files.readString(folder.resolve(stream + ".txt"));
    }
}
