package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tesela.client.upload.ProgressListener;
import io.tesela.domain.job.JobId;
import io.tesela.domain.trace.TraceParent;
import io.tesela.standalone.OtlpReceiver.Received;
import io.tesela.standalone.RoleProcesses.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code up --processes}: what the death of a child, and that of the parent, costs. */
class SupervisedProcessesTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final List<String> CHILDREN = List.of("broker", "ingest", "assembler", "processor-1", "processor-2");

    @TempDir
    Path folder;

    private RoleProcesses processes;
    private OtlpReceiver traces;

    @BeforeEach
    void open() throws IOException {
        processes = new RoleProcesses(folder);
        traces = new OtlpReceiver();
    }

    @AfterEach
    void close() {
        processes.close();
        traces.close();
    }

    /** In one test, because all of it needs the same six processes, and those are dear. */
    @Test
    void up_childrenAreKilledAndThenTheParent_theJobCompletesAndNothingIsLeft() throws Exception {
        // Given
        Role up = up(
                "--processors",
                "2",
                "--parallelism",
                "2",
                "--otlp",
                traces.uri().toString(),
                "--otlp-frames",
                "5");
        up.address("(ready; Ctrl-C stops)");
        JsonNode undisturbed = upload(up, "undisturbed.mp4", Duration.ZERO, TestUpload.onEncoded(encoded -> {}));
        assertThat(undisturbed.path("ok").asBoolean()).isTrue();

        // When the keyboard interrupts whom it can, and most of them die in one job
        interrupt(List.of(pid(up, "broker"), pid(up, "ingest"), pid(up, "processor-1")));
        Kill processor = new Kill(pid(up, "processor-2"), 20);
        Kill ingest = new Kill(pid(up, "ingest"), 40);
        Kill assembler = new Kill(pid(up, "assembler"), 60);
        Kill broker = new Kill(pid(up, "broker"), 100);
        JsonNode disturbed = upload(
                up,
                "disturbed.mp4",
                BOUND,
                TestUpload.onEncoded(encoded ->
                        Stream.of(processor, ingest, assembler, broker).forEach(kill -> kill.at(encoded))));

        // Then the job does not know
        assertThat(disturbed.path("ok").asBoolean()).isTrue();
        assertThat(disturbed.path("output").path("sha256"))
                .isEqualTo(undisturbed.path("output").path("sha256"));
        assertThat(Files.readAllBytes(folder.resolve("disturbed.mp4")))
                .isEqualTo(Files.readAllBytes(folder.resolve("undisturbed.mp4")));
        // and is one trace, whose root is told once
        assertTraced(disturbed);
        // and they are there again
        List<String> victims = List.of("broker", "ingest", "assembler", "processor-2");
        for (String child : victims) {
            assertThat(pidOfNext(up, child)).isNotEqualTo(pid(up, child));
            assertThat(Files.readAllLines(up.printed()))
                    .areExactly(1, starting(child + " ended with exit code 137 (SIGKILL); it is started again in "));
        }
        // and nobody else minded
        assertThat(Files.readString(up.printed()).lines().filter(line -> line.contains(" ended with ")))
                .hasSameSizeAs(victims)
                .allMatch(line -> line.endsWith(" s (restart 1)"));

        // When the parent is killed in a job
        List<ProcessHandle> children = up.process().children().toList();
        assertThat(children).hasSize(CHILDREN.size());
        Kill parent = new Kill(up.process().pid(), 20);
        assertThatThrownBy(() -> upload(up, "orphaned.mp4", Duration.ZERO, TestUpload.onEncoded(parent::at)))
                .isNotNull();

        // Then so are the others
        await().atMost(BOUND).untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
        assertThat(up.leftovers()).isEmpty();
    }

    @Test
    void up_terminated_endsWith0AndLeavesNothing() throws Exception {
        // Given
        Role up = up("--processors", "1");
        up.address("(ready; Ctrl-C stops)");

        // When
        List<ProcessHandle> children = terminate(up);

        // Then
        assertThat(children).hasSize(4);
        assertEnded(up, 0, children);
        assertThat(Files.readString(up.printed())).doesNotContain(" ended with ", " did not end ", "error");
    }

    @Test
    void up_terminatedInTheStart_endsWith0AndLeavesNothing() throws Exception {
        // Given
        Role up = up();
        await().atMost(BOUND).until(() -> up.process().children().count() > 1);

        // When
        List<ProcessHandle> children = terminate(up);

        // Then
        assertEnded(up, 0, children);
    }

    @Test
    void up_childThatCannotStart_endsWith5AndItsSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When
            Role up = up("--kafka-port", String.valueOf(taken.getLocalPort()));

            // Then
            assertEnded(up, 5, List.of());
            String sentence = "broker cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ";
            assertThat(Files.readAllLines(up.printed()))
                    .haveExactly(4, starting("broker: error: " + sentence))
                    .haveExactly(3, starting("broker ended with exit code 5; it is started again in "))
                    .last()
                    .asString()
                    .startsWith("error: broker does not start: " + sentence)
                    .endsWith(" (starts that failed: 4)");
        }
    }

    private Role up(String... more) throws IOException {
        Stream<String> flags = Stream.of("up", "--processes", "--port", "0", "--preview-port", "0");
        return processes.start("up", Stream.concat(flags, Stream.of(more)).toArray(String[]::new));
    }

    private JsonNode upload(Role up, String out, Duration reconnectFor, ProgressListener listener) throws IOException {
        int port = Integer.parseInt(up.address("clients: port (\\d+) "));
        return TestUpload.run(port, Clips.sample("flower.mp4"), folder.resolve(out), reconnectFor, listener);
    }

    private void assertTraced(JsonNode report) {
        TraceParent job = TraceParent.ofJob(new JobId(report.path("job").textValue()));
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(traces.named("job"))
                        .filteredOn(span -> span.traceId().equals(job.traceId()))
                        .extracting(Received::spanId)
                        .containsExactly(job.spanId()));
        assertThat(traces.spans())
                .filteredOn(span -> span.traceId().equals(job.traceId()))
                .extracting(Received::service)
                .contains("tesela-ingest", "tesela-tile-processor", "tesela-assembler");
    }

    private static long pid(Role up, String child) {
        return Long.parseLong(up.address("\\n" + child + ": process (\\d+), "));
    }

    private static long pidOfNext(Role up, String child) {
        return Long.parseLong(up.address("\\n" + child + " is ready again: process (\\d+), "));
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static void interrupt(List<Long> pids) throws Exception {
        Stream<String> kill =
                Stream.concat(Stream.of("kill", "-INT"), pids.stream().map(String::valueOf));
        assertThat(new ProcessBuilder(kill.toList()).start().waitFor()).isZero();
    }

    private static List<ProcessHandle> terminate(Role up) {
        List<ProcessHandle> children = up.process().children().toList();
        up.process().destroy();
        return children;
    }

    private static void assertEnded(Role up, int exitCode, List<ProcessHandle> children) throws Exception {
        boolean ended = up.process().waitFor(BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(ended).as(Files.readString(up.printed())).isTrue();
        assertThat(up.process().exitValue()).as(Files.readString(up.printed())).isEqualTo(exitCode);
        assertThat(children).noneMatch(ProcessHandle::isAlive);
        assertThat(up.leftovers()).isEmpty();
    }

    private static Condition<String> starting(String beginning) {
        return new Condition<>(line -> line.startsWith(beginning), "starts with " + beginning);
    }

    /** Ends a process, as kill -9 does, when so many frames are encoded. */
    private record Kill(long pid, long encodedFrames) {
        void at(long encoded) {
            if (encoded >= encodedFrames) {
                SupervisedProcessesTest.kill(pid);
            }
        }
    }
}
