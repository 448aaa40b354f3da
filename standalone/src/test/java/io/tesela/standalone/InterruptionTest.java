package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.standalone.RoleProcesses.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SIGTERM, and so Ctrl-C, does to a process: it ends in order, soon, and leaves nothing. */
class InterruptionTest {
    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private RoleProcesses processes;

    @BeforeEach
    void open() {
        processes = new RoleProcesses(folder);
    }

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void run_interruptedInTheJob_endsWith130AndLeavesNothing() throws Exception {
        // Given
        Role run = run();
        run.address("(job accepted)");
        assertThat(run.leftovers()).hasSize(2);

        // When
        run.process().destroy();

        // Then
        assertCancelled(run);
    }

    @Test
    void run_interruptedInTheStart_endsWith130AndLeavesNothing() throws Exception {
        // Given
        Role run = run();
        await().atMost(BOUND).untilAsserted(() -> assertThat(run.leftovers()).hasSize(2));

        // When
        run.process().destroy();

        // Then
        assertCancelled(run);
        assertThat(Files.readString(run.printed())).doesNotContain("job accepted");
    }

    @Test
    void up_interrupted_endsWith0AndLeavesNothing() throws Exception {
        // Given
        Role up = processes.start("up", "up", "--port", "0", "--preview-port", "0");
        up.address("(ready; Ctrl-C stops)");

        // When
        up.process().destroy();

        // Then
        assertEnds(up, 0);
    }

    private Role run() throws IOException {
        String video = Clips.sample("flower.mp4").toString();
        String out = folder.resolve("out.mp4").toString();
        return processes.start("run", "run", "--video", video, "--out", out, "--verbose");
    }

    private void assertCancelled(Role run) throws Exception {
        assertEnds(run, 130);
        assertThat(Files.readAllLines(run.printed())).contains("cancelled");
        assertThat(folder).isDirectoryNotContaining("glob:**/out*");
    }

    private static void assertEnds(Role role, int exitCode) throws Exception {
        boolean ended = role.process().waitFor(BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(ended).as(Files.readString(role.printed())).isTrue();
        assertThat(role.process().exitValue())
                .as(Files.readString(role.printed()))
                .isEqualTo(exitCode);
        assertThat(role.leftovers()).isEmpty();
    }
}
