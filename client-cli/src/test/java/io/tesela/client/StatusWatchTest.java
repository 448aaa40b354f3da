package io.tesela.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.FactLine.Fact;
import io.tesela.client.upload.FakeServer;
import io.tesela.client.upload.FakeServer.Script;
import io.tesela.client.upload.TestResult;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobStatus;
import io.tesela.domain.job.JobStatus.State;
import io.tesela.wire.ClientMessage.Status;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Jobs;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatusWatchTest {
    private static final Script UNKNOWN = answering(new Failure(FailureCode.UNKNOWN_JOB, "no", false));

    private TestConsole printed = new TestConsole(false, Map.of());

    @Test
    void watch_jobThatIsDone_endsWith0AndPrintsItsStatus() throws Exception {
        try (FakeServer server = FakeServer.inTurn(standing(State.RUNNING, 5), standing(State.DONE, 6))) {
            assertThat(watch(server)).isEqualTo(ExitCode.OK);
        }
        assertThat(printed.out()).contains("state:    done", "encoded:  6 frames");
        assertThat(printed.err()).isEqualTo("done: 7f3a; tesela fetch 7f3a --out PATH brings the result\n");
    }

    @Test
    void watch_onATerminal_redrawsOneLine() throws Exception {
        printed = new TestConsole(true, Map.of("NO_COLOR", "1", "COLUMNS", "80"));
        try (FakeServer server = FakeServer.inTurn(standing(State.UPLOADING, 5), standing(State.DONE, 6))) {
            assertThat(watch(server)).isEqualTo(ExitCode.OK);
        }
        assertThat(printed.err())
                .startsWith("\r\u001b[K[######--]  uploading   75%  5 frames  2 degraded  up 3.0/4.0 MB  result 1.0 MB"
                        + "\r\u001b[Kdone  6 frames  ");
    }

    @Test
    void watch_jobThatFails_endsWith5AndSaysWhy() throws Exception {
        try (FakeServer server = FakeServer.inTurn(standing(State.FAILED, 5))) {
            assertThat(watch(server)).isEqualTo(ExitCode.FAILED);
        }
        assertThat(printed.out()).contains("state:    failed");
        assertThat(printed.err()).isEqualTo("error: job: 7f3a failed: the disk is full\n");
    }

    @Test
    void watch_jobWhoseClientTakesTheResult_endsWith0() throws Exception {
        try (FakeServer server = FakeServer.inTurn(standing(State.RUNNING, 5), UNKNOWN)) {
            assertThat(watch(server)).isEqualTo(ExitCode.OK);
        }
        assertThat(printed.err()).isEqualTo("done: the result of 7f3a was taken\n");
    }

    @Test
    void watch_json_printsALineWithEachNews_andSaysThatItIsDone() throws Exception {
        try (FakeServer server =
                FakeServer.inTurn(standing(State.RUNNING, 5), standing(State.RUNNING, 5), standing(State.DONE, 6))) {
            assertThat(watch(server, "--json")).isEqualTo(ExitCode.OK);
        }
        assertThat(printed.out().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"job\":\"7f3a\",") && line.endsWith("}"))
                .last()
                .asString()
                .contains("\"state\":\"done\"", "\"encoded\":6");
        assertThat(printed.err())
                .startsWith("{\"event\":\"done\",\"job\":\"7f3a\",\"state\":\"done\",\"message\":\"done: 7f3a")
                .hasLineCount(1);
    }

    @Test
    void watch_json_saysWhichJobHasFailed_orIsGone() throws Exception {
        try (FakeServer server = FakeServer.inTurn(standing(State.FAILED, 5))) {
            assertThat(watch(server, "--json")).isEqualTo(ExitCode.FAILED);
        }
        try (FakeServer server = FakeServer.inTurn(standing(State.RUNNING, 5), UNKNOWN)) {
            assertThat(watch(server, "--json")).isEqualTo(ExitCode.OK);
        }
        try (FakeServer server = FakeServer.inTurn(UNKNOWN)) {
            assertThat(watch(server, "--json")).isEqualTo(ExitCode.REFUSED);
        }
        assertThat(printed.err().lines())
                .containsExactly(
                        "{\"event\":\"error\",\"job\":\"7f3a\",\"state\":\"failed\","
                                + "\"message\":\"job: 7f3a failed: the disk is full\"}",
                        "{\"event\":\"done\",\"job\":\"7f3a\",\"state\":\"gone\",\"message\":\"done: the result of 7f3a was taken\"}",
                        "{\"event\":\"error\",\"job\":\"7f3a\",\"code\":\"UNKNOWN_JOB\",\"retryable\":false,\"message\":\"no\"}");
    }

    @Test
    void watch_jobThatNobodyKnows_endsAsStatusDoes() throws Exception {
        try (FakeServer server = FakeServer.inTurn(UNKNOWN)) {
            assertThat(watch(server)).isEqualTo(ExitCode.REFUSED);
        }
        assertThat(printed.err()).isEqualTo("error: no\n");
    }

    @Test
    void status_serverThatClosesInsteadOfAnAnswer_endsWith5AndOneSentence() throws Exception {
        try (FakeServer server = FakeServer.inTurn(peer -> peer.expect(Status.class))) {
            assertThat(Main.run(printed.console(), Map.of(), "status", "7f3a", "--port", "" + server.port()))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(printed.err())
                    .isEqualTo("error: lost the connection to localhost:" + server.port()
                            + ": it was closed before the answer was there (expected: an answer)\n");
        }
    }

    @Test
    void facts_ofAWatchedJob_sayHowFastItGoes_andForHowLong() {
        JobStatus running = TestResult.status(State.RUNNING, 80);

        assertThat(StatusLine.facts(running))
                .extracting(Fact::full)
                .containsExactly(
                        "running",
                        " 50%",
                        "80/160 frames",
                        "15.0 fps",
                        "ETA 0:05",
                        "2 degraded",
                        "up 3.0/4.0 MB",
                        "result 1.0 MB");
        assertThat(StatusLine.share(running)).isEqualTo(0.5);
    }

    private int watch(FakeServer server, String... more) {
        Stream<String> args = Stream.of("status", "7f3a", "--watch", "--port", "" + server.port());
        return Main.run(
                printed.console(),
                Map.of(),
                Stream.concat(args, Stream.of(more)).toArray(String[]::new));
    }

    private static Script standing(State state, long encoded) {
        return answering(new Jobs(List.of(TestResult.status(state, encoded)), true));
    }

    private static Script answering(ServerMessage answer) {
        return peer -> {
            peer.expect(Status.class);
            peer.send(answer);
            peer.rest();
        };
    }
}
