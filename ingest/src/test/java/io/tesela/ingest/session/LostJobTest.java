package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobId;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.FakeDecoders;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.kafka.record.ProgressRecord.Forgotten;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.testkit.FaultyProxy;
import io.tesela.testkit.FaultyProxy.Direction;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that end before their time: nothing of them stays, wherever they stood. */
@Timeout(60)
class LostJobTest {
    private static final byte[] VIDEO = FakeVideo.of(20, 20_000).bytes();

    /** More jobs than can be about to end. */
    private static final int MANY = 1000;

    private final FakeDecoders decoders = new FakeDecoders();

    @TempDir
    Path data;

    private TestIngest ingest;

    @BeforeEach
    void start() {
        ingest = TestIngest.start(data, decoders, config -> config.with(new IngestConfig.JobLimits(MANY, 0, MANY)));
    }

    @AfterEach
    void stop() {
        ingest.close();
        assertThat(decoders.open()).as("open decoders").isZero();
        assertThat(decoders.closedWhileRunning()).as("closed while running").isZero();
    }

    @Test
    void vanish_inTheMiddleOfTheUpload_cancelsTheJobAndTakesItOutOfTheLog() throws IOException {
        // Given: the job is in the log, and its decoder waits for more
        TestClient client = TestClient.connect(ingest.port());
        JobId job = client.open(TestClient.handshake()).job();
        client.upload(VIDEO, 0, VIDEO.length / 2);
        TestIngest.eventually().until(() -> ingest.framesDecoded() > 0);

        // When
        client.vanish();

        // Then
        ingest.awaitNothingLeft();
        assertCancelled(job);
        assertServes();
    }

    @Test
    void close_insideAMessage_cancelsTheJob() throws IOException {
        // Given
        try (FaultyProxy proxy = FaultyProxy.to(ingest.port())) {
            TestClient client = TestClient.connect(proxy.port());
            client.open(TestClient.handshake());

            // When: the connection ends within a chunk
            proxy.cutAfter(Direction.TO_TARGET, 30_000);
            uploadUntilCut(client);
            client.close();
        }

        // Then
        ingest.awaitNothingLeft();
        assertServes();
    }

    @Test
    void cancel_whileTheDecoderOpens_closesIt() throws IOException {
        // Given: a decoder that is being opened, deaf to everything as native code is
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        decoders.beforeOpened(() -> {
            opening.countDown();
            awaitDeaf(cancelled);
        });
        try (TestClient client = TestClient.connect(ingest.port())) {
            client.open(TestClient.handshake());
            client.upload(VIDEO, 0, 50_000);
            awaitDeaf(opening);

            // When
            client.send(new Cancel());
            assertFailed(client.rest(), FailureCode.CANCELLED);
            ingest.awaitNothingLeft();
            cancelled.countDown();
        }

        // Then
        TestIngest.eventually().until(() -> decoders.open() == 0);
        assertThat(ingest.progressSent()).isEmpty();
    }

    @Test
    void cancel_rightBehindTheHandshake_leavesNothing() throws IOException {
        for (int i = 0; i < 50; i++) {
            // When: the job is being made while it is cancelled
            try (TestClient client = TestClient.connect(ingest.port())) {
                client.send(TestClient.handshake(), new Cancel());

                // Then
                assertThat(client.failure().code()).isEqualTo(FailureCode.CANCELLED);
            }
        }
        ingest.awaitNothingLeft();
        assertServes();
    }

    @Test
    void vanish_rightBehindTheHandshake_leavesNothing() throws IOException {
        for (int i = 0; i < 100; i++) {
            // When
            TestClient client = TestClient.connect(ingest.port());
            client.send(TestClient.handshake());
            client.vanish();
        }

        // Then
        ingest.awaitNothingLeft();
        assertServes();
    }

    @Test
    void failure_inTheAssembler_isToldAndCancelsTheJob() throws IOException {
        // Given
        ingest.assembler().failJobs();

        // When
        JobId job;
        List<ServerMessage> told;
        try (TestClient client = TestClient.connect(ingest.port())) {
            job = client.open(TestClient.handshake()).job();
            client.upload(VIDEO, 0, 60_000);
            told = client.rest();
        }

        // Then
        assertFailed(told, FailureCode.INTERNAL);
        assertThat(told.get(told.size() - 1))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.message()).isEqualTo("the assembler gave up (expected: not)"));
        ingest.awaitNothingLeft();
        assertCancelled(job);
    }

    @Test
    void admit_moreJobsThanAllowed_isBusy() throws IOException {
        // Given
        UnaryOperator<IngestConfig> forTwo = config -> config.with(new IngestConfig.JobLimits(2, 0, 2));
        try (TestIngest small = TestIngest.start(data.resolve("small"), decoders, forTwo)) {
            try (TestClient first = TestClient.connect(small.port());
                    TestClient second = TestClient.connect(small.port());
                    TestClient third = TestClient.connect(small.port())) {
                first.open(TestClient.handshake());
                second.open(TestClient.handshake());

                // When
                third.send(TestClient.handshake());

                // Then
                assertFailed(third.rest(), FailureCode.BUSY);
            }
            small.awaitNothingLeft();
        }
    }

    @Test
    void admit_moreJobsThanRunAtOnce_waitsForItsTurnAndIsDone() throws IOException {
        // Given
        UnaryOperator<IngestConfig> forOne = config -> config.with(new IngestConfig.JobLimits(1, 2, 1));
        byte[] video = FakeVideo.of(3, 10).bytes();
        try (TestIngest small = TestIngest.start(data.resolve("one"), decoders, forOne)) {
            TestClient waiting = TestClient.connect(small.port());
            TestClient first = TestClient.connect(small.port());
            first.open(TestClient.handshake());

            // When
            waiting.send(TestClient.handshake());

            // Then
            assertThat(waiting.expect(ServerMessage.Queued.class).ahead()).isZero();

            // When
            first.send(new Cancel());
            first.close();

            // Then
            JobId job = waiting.expect(ServerMessage.Accepted.class).job();
            assertThat(waiting.finish(job, List.of(), video).ok()).isTrue();
            waiting.close();
            small.awaitNothingLeft();
        }
    }

    @Test
    void cancel_whileItWaitsForItsTurn_leavesTheLine() throws IOException {
        // Given
        UnaryOperator<IngestConfig> forOne = config -> config.with(new IngestConfig.JobLimits(1, 1, 1));
        try (TestIngest small = TestIngest.start(data.resolve("leave"), decoders, forOne);
                TestClient first = TestClient.connect(small.port());
                TestClient second = TestClient.connect(small.port());
                TestClient third = TestClient.connect(small.port())) {
            first.open(TestClient.handshake());
            second.send(TestClient.handshake());
            second.expect(ServerMessage.Queued.class);

            // When
            second.send(new Cancel());
            assertFailed(second.rest(), FailureCode.CANCELLED);

            // Then
            third.send(TestClient.handshake());
            assertThat(third.expect(ServerMessage.Queued.class).ahead()).isZero();
        }
    }

    @Test
    void admit_dataFolderThatCannotBeWritten_isTold() throws IOException {
        // Given: a file where the folder of all jobs should be
        Files.deleteIfExists(data.resolve("tesela-jobs"));
        Files.createFile(data.resolve("tesela-jobs"));

        // When
        try (TestClient client = TestClient.connect(ingest.port())) {
            client.send(TestClient.handshake());

            // Then
            assertFailed(client.rest(), FailureCode.INTERNAL);
        }
        Files.delete(data.resolve("tesela-jobs"));
        assertServes();
    }

    @Test
    void refuse_clientThatStays_isClosedAfterAWhile() throws IOException {
        // Given
        UnaryOperator<IngestConfig> hasty = config -> config.with(new IngestConfig.Sessions(
                10, TestIngest.PATIENCE, Duration.ofMillis(50), IngestConfig.Browsers.DEFAULT));
        try (TestIngest hastyIngest = TestIngest.start(data.resolve("hasty"), decoders, hasty);
                TestClient client = TestClient.connect(hastyIngest.port())) {
            // When
            client.sendJson("no JSON");

            // Then: it does not say that it has nothing more to say
            assertThat(client.failure().code()).isEqualTo(FailureCode.BAD_MESSAGE);
            assertThat(client.next()).isNull();
        }
    }

    @Test
    void stop_jobUnderWay_isToldAndTakenOutOfTheLog() throws IOException {
        // Given
        try (TestClient client = TestClient.connect(ingest.port())) {
            JobId job = client.open(TestClient.handshake()).job();
            client.upload(VIDEO, 0, VIDEO.length / 2);
            TestIngest.eventually().until(() -> ingest.framesDecoded() > 0);

            // When
            ingest.stopJobs();

            // Then
            assertThat(ingest.jobsRunning()).isZero();
            assertThat(ingest.jobFolders()).isZero();
            assertCancelled(job);
            assertFailed(client.rest(), FailureCode.BUSY);
        }
    }

    @Test
    void connect_whileTheServerStops_isBusyAndLeavesNothing() throws IOException {
        // Given
        ingest.stopJobs();

        // When
        try (TestClient client = TestClient.connect(ingest.port())) {
            client.send(TestClient.handshake());

            // Then
            assertFailed(client.rest(), FailureCode.BUSY);
        }
        ingest.awaitNothingLeft();
        assertThat(ingest.progressSent()).isEmpty();
    }

    @Test
    void connect_andSayNothing_isToldAndClosed() throws IOException {
        // Given
        UnaryOperator<IngestConfig> hasty = config -> config.with(new IngestConfig.Sessions(
                10, Duration.ofMillis(50), Duration.ofMillis(50), IngestConfig.Browsers.DEFAULT));
        try (TestIngest hastyIngest = TestIngest.start(data.resolve("hasty"), decoders, hasty);
                TestClient client = TestClient.connect(hastyIngest.port())) {
            // When, then
            assertThat(client.failure().code()).isEqualTo(FailureCode.TIMEOUT);
            assertThat(client.next()).isNull();
        }
    }

    @Test
    void connect_moreThanTheServerTakes_isBusyUntilOneGoes() throws IOException {
        // Given
        UnaryOperator<IngestConfig> few = config -> config.with(new IngestConfig.Sessions(
                2, TestIngest.PATIENCE, Duration.ofMillis(50), IngestConfig.Browsers.DEFAULT));
        try (TestIngest small = TestIngest.start(data.resolve("few"), decoders, few);
                TestClient first = TestClient.connect(small.port())) {
            first.open(TestClient.handshake());
            TestClient second = TestClient.connect(small.port());
            second.open(TestClient.handshake());

            // When
            try (TestClient third = TestClient.connect(small.port())) {
                assertThat(third.failure().code()).isEqualTo(FailureCode.BUSY);
            }
            second.close();

            // Then
            TestIngest.eventually().ignoreExceptions().untilAsserted(() -> {
                try (TestClient next = TestClient.connect(small.port())) {
                    next.open(TestClient.handshake());
                }
            });
        }
    }

    private static void uploadUntilCut(TestClient client) {
        try {
            client.upload(VIDEO, 0, 40_000);
        } catch (IOException cut) {
            // The rest cannot be sent any more.
            assertThat(cut).hasMessageNotContaining("timed out");
        }
    }

    private static void assertFailed(List<ServerMessage> told, FailureCode code) {
        assertThat(told).filteredOn(Failure.class::isInstance).hasSize(1);
        assertThat(told.get(told.size() - 1))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }

    /** Opened, cancelled and forgotten, in this order. */
    private void assertCancelled(JobId job) {
        assertThat(ingest.progressSent()).hasSize(3);
        assertThat(ingest.progressSent().get(0)).isInstanceOf(Opened.class);
        assertThat(ingest.progressSent().subList(1, 3)).containsExactly(new Cancelled(job), new Forgotten(job));
    }

    private void assertServes() throws IOException {
        byte[] video = FakeVideo.of(3, 10).bytes();
        try (TestClient next = TestClient.connect(ingest.port())) {
            assertThat(next.converse(TestClient.handshake(), video).ok()).isTrue();
        }
        ingest.awaitNothingLeft();
    }

    private static void awaitDeaf(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
