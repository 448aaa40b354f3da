package io.tesela.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.upload.FakeServer;
import io.tesela.client.upload.TestResult;
import io.tesela.client.upload.UploadProgress;
import io.tesela.domain.failure.FailureCode;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

class JobEventsTest {
    private static final Progress HALF = new Progress(200, 80, 63, 150L, 31.5, 2.75, 1, "client");

    @TempDir
    Path directory;

    private final TestConsole printed = new TestConsole(true, Map.of());
    private Path video = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void writeVideo() throws IOException {
        video = Files.writeString(directory.resolve("in.mp4"), "video");
        out = directory.resolve("out.mp4");
    }

    @Test
    void upload_done_saysWhatHappens_andPrintsTheReportAlone() throws IOException {
        Accepted advised =
                new Accepted(TestResult.ACCEPTED.job(), 0, false, TestResult.ACCEPTED.limits(), "that takes long");
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(advised);
            peer.send(TestResult.output(TestResult.growing(), 100).toArray(new ServerMessage[0]));
            peer.send(TestResult.ending(TestResult.report(TestResult.finished(), 2)));
            peer.rest();
        })) {
            assertThat(upload(server)).isEqualTo(ExitCode.DEGRADED);
        }
        assertThat(printed.err().lines())
                .containsExactly(
                        "{\"event\":\"accepted\",\"job\":\"7f3a\"}",
                        "{\"event\":\"note\",\"message\":\"that takes long\"}",
                        "{\"event\":\"done\",\"job\":\"7f3a\",\"ok\":false,\"output_path\":\"" + out
                                + "\",\"frames\":6,\"degraded\":2,\"elapsed_s\":0.12,\"fps_out\":50.0}",
                        "{\"event\":\"error\",\"message\":\"--max-degraded: 2 tiles are the original ones (expected: at most 0;"
                                + " the report lists them)\"}");
        assertThat(directory.resolve("out.json")).hasContent(printed.out());
    }

    @Test
    void upload_serverRefuses_saysTheCode() throws IOException {
        try (FakeServer server = refusing(FailureCode.BUSY)) {
            assertThat(upload(server)).isEqualTo(ExitCode.FAILED);
        }
        assertThat(printed.err())
                .isEqualTo("{\"event\":\"error\",\"code\":\"BUSY\",\"retryable\":true,\"message\":\"no\"}\n");
    }

    @Test
    void upload_cancelledAtTheServer_isCancelled() throws IOException {
        try (FakeServer server = refusing(FailureCode.CANCELLED)) {
            assertThat(upload(server)).isEqualTo(ExitCode.CANCELLED);
        }
        assertThat(printed.err()).isEqualTo("{\"event\":\"cancelled\",\"message\":\"no\"}\n");
    }

    @Test
    void wrongFlag_isAnError_alsoWhereJsonIsADefault() throws IOException {
        Path config = Files.writeString(directory.resolve("flags.properties"), "json=true");

        assertThat(run("upload", "--json", "--nonsense")).isEqualTo(ExitCode.USAGE);
        assertThat(run("jobs", "--port", "0", "--config", config.toString())).isEqualTo(ExitCode.USAGE);

        assertThat(printed.err().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"event\":\"error\",\"message\":\""))
                .last()
                .asString()
                .contains("--port: 0 (expected: 1 to 65535)");
    }

    /** However a program asks for it, it hears events alone; and nobody does who asks for none. */
    @Test
    void json_isWhatTheCommandUnderstands_notHowItIsWritten() throws IOException {
        Path words = Files.writeString(directory.resolve("words"), "jobs --port 0 --json");

        assertThat(run("@" + words)).isEqualTo(ExitCode.USAGE);
        assertThat(run("jobs", "--port", "0", "--json=true")).isEqualTo(ExitCode.USAGE);
        assertThat(printed.err().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"event\":\"error\""));
    }

    @Test
    void json_ofACommandThatHasNone_isNotSpoken() {
        CommandLine line = new CommandLine(new ClientCommand()).addSubcommand(new Plain());

        assertThat(CommandLineSetup.execute(line, printed.console(), Map.of("TESELA_JSON", "true"), "plain"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(printed.err()).doesNotContain("event").contains("no; see client-cli plain --help");
    }

    /** A command for people alone, which refuses what it is asked for. */
    @Command(name = "plain")
    private static final class Plain implements Callable<Integer> {
        @Spec
        private CommandSpec command = CommandSpec.create();

        @Override
        public Integer call() {
            throw new ParameterException(command.commandLine(), "no");
        }
    }

    @Test
    void cancel_saysWhichJobIsGone() throws IOException {
        try (FakeServer server = FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(TestResult.ACCEPTED);
            peer.expect(Cancel.class);
            peer.send(new Failure(FailureCode.CANCELLED, "cancelled", false));
            peer.rest();
        })) {
            assertThat(run("cancel", "7f3a", "--json", "--port", "" + server.port()))
                    .isEqualTo(ExitCode.OK);
        }
        assertThat(printed.err()).isEqualTo("{\"event\":\"cancelled\",\"job\":\"7f3a\"}\n");
        assertThat(printed.out()).isEmpty();
    }

    @Test
    void progress_hasTheFieldsOfTheProtocol_andNoneThatIsNotKnown() {
        assertThat(JobEvents.progress(new UploadProgress(300, 400L, 50, null, HALF)))
                .isEqualTo(
                        "{\"event\":\"progress\",\"sent\":300,\"size\":400,\"stored\":50,\"uploaded\":200,\"decoded\":80,"
                                + "\"encoded\":63,\"total_frames\":150,\"fps\":31.5,\"eta_s\":2.75,\"degraded\":1,"
                                + "\"waiting_for\":\"client\"}");
        assertThat(JobEvents.progress(new UploadProgress(300, null, 50, null, null)))
                .isEqualTo("{\"event\":\"progress\",\"sent\":300,\"stored\":50}");
    }

    @Test
    void display_tellsTurnsOnce_andProgressOnceASecondWhereThereIsAny() {
        EventDisplay display = new EventDisplay(printed.console());

        for (int beat = 0; beat < 40; beat++) {
            display.progress(new UploadProgress(0, null, 0, beat < 20 ? 3L : 2L, null));
        }
        for (int beat = 0; beat < 40; beat++) {
            display.progress(new UploadProgress(Math.min(20, beat), null, 0, null, null));
        }
        display.reconnecting("lost", Duration.ofMillis(500));

        assertThat(printed.err().lines())
                .containsExactly(
                        "{\"event\":\"queued\",\"ahead\":3}",
                        "{\"event\":\"queued\",\"ahead\":2}",
                        "{\"event\":\"progress\",\"sent\":9,\"stored\":0}",
                        "{\"event\":\"progress\",\"sent\":19,\"stored\":0}",
                        "{\"event\":\"progress\",\"sent\":20,\"stored\":0}",
                        "{\"event\":\"reconnecting\",\"message\":\"lost\",\"pause_s\":0.5}");
    }

    private static FakeServer refusing(FailureCode code) {
        return FakeServer.start(peer -> {
            peer.expect(Handshake.class);
            peer.send(new Failure(code, "no", code.retryable()));
            peer.rest();
        });
    }

    private int upload(FakeServer server, String... flags) {
        String[] all = {
            "upload", "--json", "--port", "" + server.port(), "--video", video.toString(), "--out", out.toString()
        };
        return run(Stream.concat(Stream.of(all), Stream.of(flags)).toArray(String[]::new));
    }

    private int run(String... args) {
        return Main.run(printed.console(), Map.of(), args);
    }
}
