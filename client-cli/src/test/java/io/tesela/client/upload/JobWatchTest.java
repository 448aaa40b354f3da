package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.upload.FakeServer.Script;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus.State;
import io.tesela.wire.ClientMessage.Status;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Jobs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class JobWatchTest {
    private static final JobId JOB = TestResult.ACCEPTED.job();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Script LOST = peer -> {
        peer.expect(Status.class);
        peer.hangUp();
    };

    private final ClientRuntime runtime = ClientRuntime.create();
    private final List<String> losses = new ArrayList<>();

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    @Test
    void run_untilTheJobIsDone_emitsEachAnswerOnce() throws Exception {
        try (FakeServer server =
                FakeServer.inTurn(standing(State.UPLOADING, 3), standing(State.RUNNING, 5), standing(State.DONE, 6))) {
            StepVerifier.create(watch(server, PATIENCE).run().map(status -> status.state() + " " + status.encoded()))
                    .expectNext("UPLOADING 3", "RUNNING 5", "DONE 6")
                    .expectComplete()
                    .verify(PATIENCE);
            server.join();
        }
        assertThat(losses).isEmpty();
    }

    @Test
    void run_failedJob_isTheLastWord() throws Exception {
        try (FakeServer server = FakeServer.inTurn(standing(State.FAILED, 5))) {
            StepVerifier.create(watch(server, PATIENCE).run().map(status -> status.state()))
                    .expectNext(State.FAILED)
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void run_jobWhoseResultWasTaken_completes() throws Exception {
        try (FakeServer server = FakeServer.inTurn(standing(State.RUNNING, 5), refusing(FailureCode.UNKNOWN_JOB))) {
            StepVerifier.create(watch(server, PATIENCE).run())
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void run_jobThatNobodyKnows_isRefused() throws Exception {
        try (FakeServer server = FakeServer.inTurn(refusing(FailureCode.UNKNOWN_JOB))) {
            expectFailure(server, PATIENCE, 0, FailureCode.UNKNOWN_JOB, "no");
        }
    }

    @Test
    void run_connectionLost_asksAgain() throws Exception {
        try (FakeServer server = FakeServer.inTurn(
                standing(State.RUNNING, 5), LOST, refusing(FailureCode.BUSY), standing(State.DONE, 6))) {
            StepVerifier.create(watch(server, PATIENCE).run().map(status -> status.encoded()))
                    .expectNext(5L, 6L)
                    .expectComplete()
                    .verify(PATIENCE);
        }
        assertThat(losses).hasSize(2);
        assertThat(losses.get(0))
                .startsWith("lost the connection to localhost:")
                .endsWith(" (expected: an answer)");
        assertThat(losses.get(1)).isEqualTo("no");
    }

    @Test
    void run_serverThatComesBackWithoutItsJobs_isBelieved() throws Exception {
        try (FakeServer server =
                FakeServer.inTurn(standing(State.RUNNING, 5), LOST, refusing(FailureCode.UNKNOWN_JOB))) {
            expectFailure(server, PATIENCE, 1, FailureCode.UNKNOWN_JOB, "no");
        }
    }

    @Test
    void run_serverAwayForTooLong_fails() throws Exception {
        try (FakeServer server = FakeServer.inTurn(standing(State.RUNNING, 5), LOST)) {
            expectFailure(server, Duration.ZERO, 1, FailureCode.INTERNAL, "lost the connection to localhost:");
        }
        assertThat(losses).isEmpty();
    }

    @Test
    void run_serverThatClosesAtTheFirstQuestion_isNotWaitedFor() throws Exception {
        try (FakeServer server = FakeServer.inTurn(peer -> peer.expect(Status.class))) {
            expectFailure(
                    server,
                    PATIENCE,
                    0,
                    FailureCode.INTERNAL,
                    "lost the connection to localhost:" + server.port()
                            + ": it was closed before the answer was there");
        }
        assertThat(losses).isEmpty();
    }

    @Test
    void run_cancelledWhileItRests_asksNoMore() throws Exception {
        List<String> asked = new ArrayList<>();
        try (FakeServer server = FakeServer.inTurn(
                peer -> {
                    asked.add("first");
                    standing(State.RUNNING, 5).play(peer);
                },
                peer -> asked.add("second"))) {
            StepVerifier.create(watch(server, PATIENCE, Duration.ofMinutes(5)).run())
                    .expectNextCount(1)
                    .thenCancel()
                    .verify(PATIENCE);
        }
        assertThat(asked).containsExactly("first");
    }

    private void expectFailure(FakeServer server, Duration patience, int answers, FailureCode code, String sentence) {
        StepVerifier.create(watch(server, patience).run())
                .expectNextCount(answers)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                TeselaException.class,
                                told -> assertThat(told.code()).isEqualTo(code))
                        .hasMessageStartingWith(sentence))
                .verify(PATIENCE);
    }

    private JobWatch watch(FakeServer server, Duration patience) {
        return watch(server, patience, Duration.ofMillis(1));
    }

    private JobWatch watch(FakeServer server, Duration patience, Duration period) {
        ProgressListener listener = new ProgressListener() {
            @Override
            public void reconnecting(String reason, Duration pause) {
                losses.add(reason);
            }
        };
        return new JobWatch(runtime, UploadScenario.address(server.port()), JOB, patience, listener, period);
    }

    private static Script standing(State state, long encoded) {
        return answering(new Jobs(List.of(TestResult.status(state, encoded)), true));
    }

    private static Script refusing(FailureCode code) {
        return answering(new Failure(code, "no", code.retryable()));
    }

    private static Script answering(ServerMessage answer) {
        return peer -> {
            assertThat(peer.expect(Status.class).job()).isEqualTo(JOB);
            send(peer, answer);
        };
    }

    private static void send(FakeServer.Peer peer, ServerMessage answer) throws IOException {
        peer.send(answer);
        peer.rest();
    }
}
