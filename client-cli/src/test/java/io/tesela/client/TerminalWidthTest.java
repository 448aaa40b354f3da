package io.tesela.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tesela.client.upload.FakeServer;
import io.tesela.client.upload.TestResult;
import io.tesela.domain.job.JobStatus.State;
import io.tesela.wire.ClientMessage.Status;
import io.tesela.wire.ServerMessage.Jobs;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalWidthTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    @TempDir
    Path directory;

    private long nanos;

    @Test
    void columns_areThoseOfTheTerminal_alsoWhenTheyChange() throws Exception {
        // Given
        Path size = Files.writeString(directory.resolve("size"), "24 100\n");
        TerminalWidth width = asking("cat");
        assertThat(width.columns()).isEqualTo(100);

        // When
        Files.writeString(size, "24 50\n");

        // Then: nobody is asked again at once
        assertThat(width.columns()).isEqualTo(100);
        nanos += Duration.ofSeconds(1).toNanos();
        await().until(() -> width.columns() == 50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo wide", "echo 24 0", "echo", "false", "exec sleep 60", "echo 24 x"})
    void columns_whereNobodyAnswers_areTheUsualOnes(String command) throws Exception {
        Files.writeString(directory.resolve("size"), "");

        assertThat(asking("sh", "-c", command).columns()).isEqualTo(80);
    }

    @Test
    void columns_withoutATerminalOrTheCommand_areTheUsualOnes() {
        assertThat(asking("cat").columns()).isEqualTo(80);
        assertThat(asking("no-such-command").columns()).isEqualTo(80);
    }

    /** The line of a job that is uploaded: a bar takes what room the facts leave, up to 30 columns. */
    @ParameterizedTest
    @CsvSource({
        "120, [######################--------]  uploading   75%  5 frames  2 degraded  up 3.0/4.0 MB  result 1.0 MB",
        "47, uploading   75%  5 frames  2 degraded",
    })
    void line_inAPseudoTerminal_isAsWideAsThat(int columns, String line) throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "no script(1)");
        try (FakeServer server = FakeServer.inTurn(answering(State.UPLOADING), answering(State.DONE))) {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            String client = "stty cols " + columns + "; unset COLUMNS; exec " + java + " -XX:TieredStopAtLevel=1 -cp '"
                    + System.getProperty("java.class.path") + "' io.tesela.client.Main status 7f3a --watch --port "
                    + server.port();
            Process script = new ProcessBuilder(SCRIPT.toString(), "-qec", client, "/dev/null")
                    .redirectErrorStream(true)
                    .start();
            String shown = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(script.waitFor()).as(shown).isZero();
            assertThat(shown).contains("\r\u001b[K" + line + "\r\u001b[K");
        }
    }

    private TerminalWidth asking(String... command) {
        File terminal = directory.resolve("size").toFile();
        return new TerminalWidth(List.of(command), terminal, () -> nanos, 80);
    }

    private static FakeServer.Script answering(State state) {
        return peer -> {
            peer.expect(Status.class);
            peer.send(new Jobs(List.of(TestResult.status(state, 5)), true));
            peer.rest();
        };
    }
}
