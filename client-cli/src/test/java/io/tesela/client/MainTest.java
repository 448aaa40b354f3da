package io.tesela.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.upload.FakeServer;
import io.tesela.client.upload.TestResult;
import io.tesela.domain.failure.FailureCode;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ReportJson;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Grant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    Path directory;

    private final TestConsole printed = new TestConsole(false, Map.of());
    private final Map<String, String> environment = new HashMap<>();
    private Path video = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void writeVideo() throws IOException {
        video = Files.writeString(directory.resolve("in.mp4"), "video");
        out = directory.resolve("out.mp4");
    }

    @Test
    void upload_done_printsTheSummary() throws IOException {
        try (FakeServer server = answering(TestResult.growing(), TestResult.finished(), 0)) {
            assertThat(upload(server)).isEqualTo(ExitCode.OK);
        }
        assertThat(printed.err())
                .matches("kept:    every frame; timestamps\ndropped: subtitle subrip\ndone: " + out
                        + " \\(6 frames, 0.0 MB, 0 degraded\\) in \\d+\\.\\d s, 50.0 fps\n");
        assertThat(printed.out()).isEmpty();
        assertThat(out).exists();
    }

    @Test
    void upload_jsonAndQuiet_printsTheReportAlone() throws IOException {
        try (FakeServer server = answering(TestResult.growing(), TestResult.finished(), 0)) {
            assertThat(upload(server, "--json", "--quiet")).isEqualTo(ExitCode.OK);
        }
        assertThat(printed.err()).isEmpty();
        assertThat(ReportJson.read(printed.outBytes()).outputPath()).isEqualTo(out.toString());
        assertThat(directory.resolve("out.json")).hasContent(printed.out());
    }

    @Test
    void upload_moreDegradedThanAllowed_keepsTheFilesAndEndsWith3() throws IOException {
        try (FakeServer server = answering(TestResult.growing(), TestResult.finished(), 2)) {
            assertThat(upload(server, "--max-degraded", "1")).isEqualTo(ExitCode.DEGRADED);
        }
        assertThat(printed.err())
                .contains("error: --max-degraded: 2 tiles are the original ones (expected: at most 1; the report");
        assertThat(out).exists();
    }

    @Test
    void upload_videoThatIsDamaged_keepsTheFilesAndEndsWith3() throws IOException {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED);
            peer.send(TestResult.output(TestResult.growing(), 100).toArray(new ServerMessage[0]));
            peer.send(TestResult.ending(TestResult.report(TestResult.finished(), 0, 2)));
            peer.rest();
        })) {
            assertThat(upload(server)).isEqualTo(ExitCode.DEGRADED);
        }
        assertThat(printed.err())
                .contains("error: --video: damaged or cut off: decode errors: 2 (expected: none; the 6 frames that"
                        + " could be decoded are there)");
        assertThat(out).exists();
    }

    @Test
    void upload_adviceOfTheServer_isShown() throws IOException {
        Accepted advised = new Accepted(
                TestResult.ACCEPTED.job(), 0, false, TestResult.ACCEPTED.limits(), "denoise comes after canny");
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(advised);
            peer.send(TestResult.output(TestResult.growing(), 100).toArray(new ServerMessage[0]));
            peer.send(TestResult.ending(TestResult.report(TestResult.finished(), 0)));
            peer.rest();
        })) {
            assertThat(upload(server)).isEqualTo(ExitCode.OK);
        }
        assertThat(printed.err()).contains("note: denoise comes after canny\n");
    }

    @Test
    void upload_asManyDegradedAsAllowed_endsWith0() throws IOException {
        environment.put("TESELA_MAX_DEGRADED", "2");
        try (FakeServer server = answering(TestResult.growing(), TestResult.finished(), 2)) {
            assertThat(upload(server)).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void upload_toStandardOutput_carriesTheVideoAlone() throws IOException {
        try (FakeServer server = answering(TestResult.growing(), TestResult.growing(), 0)) {
            assertThat(run("upload", "--port", "" + server.port(), "--video", video.toString(), "--out", "-"))
                    .isEqualTo(ExitCode.OK);
        }
        assertThat(printed.outBytes()).isEqualTo(TestResult.growing());
        assertThat(printed.err()).contains("\ndone: - (6 frames");
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_A_VIDEO, 4, error: no",
        "TOO_LARGE, 4, error: no",
        "CHECKSUM_MISMATCH, 4, error: no",
        "BUSY, 5, error: no",
        "TIMEOUT, 5, error: no",
        "INTERNAL, 5, error: no",
        "BAD_MESSAGE, 5, error: no",
        "UNSUPPORTED_VERSION, 5, error: no",
        "CANCELLED, 130, no",
        "BAD_FILTER, 2, error: --filters: no",
        "BAD_TILES, 2, error: --tiles: no",
        "UNSUPPORTED_CODEC, 4, error: no",
    })
    void upload_serverRefuses_endsWithTheCodeAndOneSentence(FailureCode code, int exitCode, String sentence)
            throws IOException {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(new Failure(code, "no", code.retryable()));
            peer.rest();
        })) {
            assertThat(upload(server, "--filters", "sobel", "--tiles", "2x2")).isEqualTo(exitCode);
        }
        assertThat(printed.err()).isEqualTo(sentence + "\n");
        assertThat(directory).isDirectoryNotContaining("glob:**out*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--codec vp9 | codec: vp9 (expected: h264) | 2 | --codec: vp9 (expected: h264)",
                "--encoder x | encoder: x (expected: auto) | 2 | --encoder: x (expected: auto)",
                "--preset x | preset: x (expected: fast) | 2 | --preset: x (expected: fast)",
                "--crf 51 | crf: 51 (expected: 0 to 50) | 2 | --crf: 51 (expected: 0 to 50)",
                "--crf 51 | preset: slow (expected: fast) | 4 | preset: slow (expected: fast)",
                "--codec h264 | no decoder for xyz (expected: H.264) | 4 | no decoder for xyz (expected: H.264)",
            })
    void upload_unsupportedCodec_blamesTheFlagOrTheInput(String flags, String said, int exitCode, String sentence)
            throws IOException {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(new Failure(FailureCode.UNSUPPORTED_CODEC, said, false));
            peer.rest();
        })) {
            assertThat(upload(server, flags.split(" "))).isEqualTo(exitCode);
        }
        assertThat(printed.err()).isEqualTo("error: " + sentence + "\n");
    }

    @Test
    void upload_nobodyListens_endsWith5() {
        // Port 1 of loopback: nothing listens there, and nothing may without privileges.
        assertThat(run("upload", "--port", "1", "--ipv4", "--video", video.toString(), "--out", out.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(printed.err()).startsWith("error: cannot connect to localhost:1: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--filters 'canny,,blur' | --filters: filter: '' (expected: 1 to 64 letters, digits, '-' and '_')",
                "--filters blur:X | --filters: blur: 'X' (expected: a number or a word of small letters, or name=value)",
                "--tiles 0x3 | --tiles: 0x3 (expected: COLUMNSxROWS, each from 1 to 64, for example 3x3)",
                "--crf 52 | --crf: 52 (expected: 0 to 51)",
                "--max-degraded -1 | --max-degraded: -1 (expected: >= 0)",
                "--port 0 | --port: 0 (expected: 1 to 65535)",
                "--idle-timeout 0 | --idle-timeout: 0 (expected: 1 to 86400)",
                "--ipv4 --ipv6 | --ipv6: together with --ipv4 (expected: one of them)",
                "--container mp4 --out - | --container: mp4, with --out - (expected: fmp4, since an index is written only where the end"
                        + " is there and the file can be gone back in)",
                "--container mp4 --live | --container: mp4, with --live (expected: fmp4, since an index is written only where the end"
                        + " is there and the file can be gone back in)",
            })
    void upload_wrongFlag_endsWith2AndNamesIt(String flags, String sentence) {
        List<String> all = new ArrayList<>(List.of("upload", "--video", video.toString()));
        all.addAll(Arrays.asList(flags.replace("'", "").split(" ")));
        if (!flags.contains("--out")) {
            all.addAll(List.of("--out", out.toString()));
        }

        assertThat(run(all.toArray(new String[0]))).isEqualTo(ExitCode.USAGE);
        assertThat(printed.err()).isEqualTo("error: " + sentence + "; see client-cli upload --help\n");
    }

    @ParameterizedTest
    @CsvSource({"--port x, --port", "--nonsense, --nonsense", "--max-degraded many, --max-degraded"})
    void upload_flagThatPicocliRefuses_endsWith2AndNamesItOnOneLine(String flags, String named) {
        List<String> all = new ArrayList<>(List.of("upload", "--video", video.toString(), "--out", out.toString()));
        all.addAll(Arrays.asList(flags.split(" ")));

        assertThat(run(all.toArray(new String[0]))).isEqualTo(ExitCode.USAGE);
        assertThat(printed.err()).startsWith("error: ").contains(named).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"jobs --port 0, --port: 0", "status x --port 0, --port: 0", "cancel a/b, JOB: "})
    void question_wrongFlag_endsWith2AndNamesIt(String arguments, String sentence) {
        assertThat(run(arguments.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(printed.err()).startsWith("error: " + sentence).hasLineCount(1);
    }

    @Test
    void upload_missingVideo_endsWith2BeforeConnecting() {
        assertThat(run("upload", "--video", "none.mp4", "--out", out.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(printed.err()).isEqualTo("error: --video: none.mp4: no such file (expected: a video file)\n");
    }

    @Test
    void upload_environment_givesDefaultsThatFlagsOverride() throws IOException {
        environment.put("TESELA_HOST", "no-such-host.invalid");
        environment.put("TESELA_FILTERS", "sobel");
        environment.put("TESELA_QUIET", "true");
        try (FakeServer server = FakeServer.start(peer -> {
            assertThat(peer.expect(Handshake.class).filters()).singleElement().hasToString("sobel");
            peer.send(new Failure(FailureCode.BUSY, "later", true));
            peer.rest();
        })) {
            assertThat(upload(server, "--host", "localhost")).isEqualTo(ExitCode.FAILED);
            server.join();
        }
        assertThat(run("upload", "--video", video.toString(), "--out", out.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(printed.err())
                .hasLineCount(2)
                .startsWith("error: later\n")
                .endsWith("error: cannot connect to no-such-host.invalid:9090: unknown host (expected: a server"
                        + " there; tesela up starts one, --host and --port say where)\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs", "status 7f3a", "status 7f3a --watch", "cancel 7f3a", "fetch 7f3a --out z.mp4"})
    void question_toSomethingThatSpeaksHttp_endsWith5AndSaysWhichPortIsMeant(String arguments) throws IOException {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.sendRaw("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            peer.rest();
        })) {
            assertThat(run((arguments + " --port " + server.port()).split(" "))).isEqualTo(ExitCode.FAILED);
            assertThat(printed.err())
                    .isEqualTo("error: localhost:" + server.port() + " answers, but not as Tesela does (expected: the"
                            + " port of an ingest, 9090 unless it was told another)\n");
        }
    }

    @Test
    void help_andVersion_goToStandardOutput() {
        assertThat(run("upload", "--help")).isEqualTo(ExitCode.OK);
        assertThat(printed.out()).contains("Usage: client-cli upload", "--filters=CHAIN", "default: localhost");
        assertThat(run("--version")).isEqualTo(ExitCode.OK);
        assertThat(printed.out()).contains("tesela ");
        assertThat(printed.err()).isEmpty();
    }

    @Test
    void noCommand_endsWith2AndShowsTheUsage() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(printed.err()).contains("Usage: client-cli").contains("upload");
    }

    private int upload(FakeServer server, String... flags) {
        List<String> all = new ArrayList<>(
                List.of("upload", "--port", "" + server.port(), "--video", video.toString(), "--out", out.toString()));
        all.addAll(List.of(flags));
        return run(all.toArray(new String[0]));
    }

    private int run(String... args) {
        return Main.run(printed.console(), environment, args);
    }

    private static FakeServer answering(byte[] output, byte[] result, int degraded) {
        return FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED, new Grant(1L << 40));
            assertThat(peer.expect(Eof.class).sha256())
                    .isEqualTo(TestResult.sha256("video".getBytes(StandardCharsets.US_ASCII)));
            peer.send(TestResult.output(output, 100).toArray(new ServerMessage[0]));
            peer.send(TestResult.ending(TestResult.report(result, degraded)));
            peer.rest();
        });
    }
}
