package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tesela.ingest.config.IngestConfig;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.standalone.TestService.Ended;
import io.tesela.standalone.role.LocalService;
import io.tesela.testkit.FfmpegTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways of a video into the service that are not an upload of a file over TCP. */
class InputsTest {
    private static final String CLIP = "odd_321x241_444.mp4";
    private static final Path ROOT = Path.of(System.getProperty("tesela.root", ".."));

    @TempDir
    Path folder;

    private Path socket;
    private LocalService service;

    @BeforeEach
    void startService() throws IOException {
        socket = folder.resolve("tesela.sock");
        Path media = Files.createDirectories(folder.resolve("media/clips"));
        Files.copy(Clips.sample(CLIP), media.resolve("one.mp4"));
        IngestConfig config = TestService.config("ingest-inputs", folder.resolve("data"), TilePartitioning.TILE);
        service = TestService.overMemory(
                config.with(config.access().withUnix(socket).withMediaRoot(folder.resolve("media"))),
                new InMemoryBroker());
    }

    @AfterEach
    void stopService() {
        service.close();
        assertThat(socket).as("of the socket").doesNotExist();
    }

    @Test
    void upload_overAUnixSocket_isTheSameAsOverTcp() throws IOException {
        Path overTcp = uploaded(
                "tcp.mp4", "--port", port(), "--video", Clips.sample(CLIP).toString());

        Path overUnix = uploaded(
                "unix.mp4",
                "--unix",
                socket.toString(),
                "--video",
                Clips.sample(CLIP).toString());

        assertThat(Files.mismatch(overTcp, overUnix)).isEqualTo(-1);
        Ended jobs = TestService.tesela("jobs", "--unix", socket.toString(), "--json");
        assertThat(jobs.exitCode()).as(jobs.err()).isZero();
    }

    @Test
    void upload_overASocketThatIsNotThere_saysSo() {
        Path nowhere = folder.resolve("nowhere.sock");

        Ended ended = TestService.tesela("jobs", "--unix", nowhere.toString());

        assertThat(ended.exitCode()).isEqualTo(5);
        assertThat(ended.err()).contains("cannot connect to " + nowhere + ": ");
    }

    @Test
    void upload_ofAFileOfTheServer_isTheSameAsAnUpload() throws IOException {
        Path sent = uploaded(
                "sent.mp4", "--port", port(), "--video", Clips.sample(CLIP).toString());

        Path placed = uploaded("placed.mp4", "--port", port(), "--protocol", "file", "--video", "clips/one.mp4");

        assertThat(Files.mismatch(sent, placed)).isEqualTo(-1);
        assertThat(folder.resolve("media/clips/one.mp4")).exists();
    }

    @Test
    void upload_ofAFileOutsideOfTheServersRoot_isRefused() throws IOException {
        Files.createSymbolicLink(
                folder.resolve("media/out.mp4"), Clips.sample(CLIP).toAbsolutePath());

        for (String name : List.of("../tesela.sock", "/etc/hostname", "out.mp4", "clips")) {
            Ended ended = TestService.tesela(
                    "upload", "--port", port(), "--protocol", "file", "--video", name, "--out", out("no.mp4"));

            assertThat(ended.exitCode()).isEqualTo(4);
            assertThat(ended.err()).contains("name: '" + name + "': ");
            assertThat(folder.resolve("no.mp4")).doesNotExist();
        }
    }

    /** The client of examples/frames, as its reader would run it. */
    @Test
    void pictures_sentByTheExample_areAVideo() throws Exception {
        assumeTrue(FfmpegTool.FFMPEG.runs(), "FFmpeg's programs do not run here");
        // Given
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        FfmpegTool.FFMPEG.run(
                "-i",
                Clips.sample("sign_face.mkv").toString(),
                "-frames:v",
                "60",
                "-q:v",
                "2",
                pictures.resolve("%03d.jpg").toString());

        // When
        Path out = folder.resolve("pictures.mp4");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                ROOT.resolve("examples/frames/SendFrames.java").toString()));
        command.addAll(
                List.of("localhost", port(), "canny:50:150,blur:3", "12.5", pictures.toString(), out.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).startsWith("ok: true, " + Files.size(out) + " bytes");
        assertThat(Clips.pts(out))
                .isEqualTo(LongStream.range(0, 60)
                        .map(frame -> frame * 80_000)
                        .boxed()
                        .toList());
    }

    private Path uploaded(String name, String... where) {
        List<String> arguments = new ArrayList<>(List.of("upload", "--out", out(name)));
        arguments.addAll(List.of(where));
        Ended ended = TestService.tesela(arguments.toArray(String[]::new));
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        return folder.resolve(name);
    }

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    private String port() {
        return String.valueOf(service.port());
    }
}
