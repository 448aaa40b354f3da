package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.JobId;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.FakeDecoders;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestClient.Download;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.kafka.record.ProgressRecord.Cancelled;
import io.tesela.kafka.record.ProgressRecord.Forgotten;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a client says while its upload is held back: the upload waits for the decoder, the decoder for the window, and the window
 * for this client, so if that were stuck behind the upload, nobody would ever move again. (On threads of their own, since what
 * blocks in a socket hears no interrupt.)
 */
@Timeout(60)
class HeldUploadTest {
    private static final int AHEAD_BYTES = 1 << 10;
    private static final int FRAMES = 200;
    private static final int FRAME_BYTES = 500;
    private static final byte[] VIDEO = FakeVideo.of(FRAMES, FRAME_BYTES).bytes();

    private final FakeDecoders decoders = new FakeDecoders();

    @TempDir
    Path data;

    private TestIngest ingest;

    /** Windows that are smaller than everything: a frame is 384 bytes, a segment 32 KiB of output. */
    @BeforeEach
    void start() {
        ingest = TestIngest.start(
                data,
                decoders,
                config -> config.with(new IngestConfig.Flow(
                        TestIngest.SEGMENT_FRAMES,
                        64L << 20,
                        1,
                        AHEAD_BYTES,
                        64 << 20,
                        1 << 30,
                        TestIngest.SEGMENT_FRAMES,
                        4,
                        IngestConfig.Flow.DEFAULT.cutAfter())));
    }

    @AfterEach
    void stop() {
        ingest.close();
        assertThat(decoders.open()).as("open decoders").isZero();
        assertThat(decoders.closedWhileRunning()).as("closed while running").isZero();
    }

    @Test
    void received_whileTheUploadIsHeldBack_isDealtWithAndLetsItGoOn() throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            // Given: all that is granted is sent, and what came of it is not acknowledged
            JobId job = client.open(TestClient.handshake()).job();
            List<ServerMessage> told = uploadUntilHeldBack(client);
            assertThat(client.granted()).isLessThan(VIDEO.length);

            // When: it is, each output after the next, and the rest is sent as it is granted
            Download whole = client.finish(job, told, VIDEO);

            // Then
            assertThat(whole.ok()).isTrue();
            assertThat(whole.report()).contains("\"decoded\":" + FRAMES, "\"encoded\":" + FRAMES);
            assertThat(whole.video().remaining())
                    .isEqualTo(FRAMES / TestIngest.SEGMENT_FRAMES * TestIngest.SEGMENT_BYTES);
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void cancel_whileTheUploadIsHeldBackByTheClient_leavesNothing() throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            // Given
            JobId job = client.open(TestClient.handshake()).job();
            uploadUntilHeldBack(client);

            // When
            client.send(new Cancel());

            // Then
            assertThat(client.failure().code()).isEqualTo(FailureCode.CANCELLED);
            assertNothingLeft(job);
        }
    }

    @Test
    void cancel_whileTheUploadIsHeldBackByTheProcessors_leavesNothing() throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            // Given: frames that nobody releases, so that the window is full
            ingest.assembler().releaseWhen(bytes -> false);
            JobId job = client.open(TestClient.handshake()).job();
            uploadUntilHeldBack(client);
            assertThat(ingest.framesInFlight()).isEqualTo(TestIngest.SEGMENT_FRAMES);

            // When
            client.send(new Cancel());

            // Then
            assertThat(client.failure().code()).isEqualTo(FailureCode.CANCELLED);
            assertNothingLeft(job);
        }
    }

    private void assertNothingLeft(JobId job) {
        ingest.awaitNothingLeft();
        assertThat(ingest.framesInFlight()).as("frames in flight").isZero();
        assertThat(ingest.progressSent()).endsWith(new Cancelled(job), new Forgotten(job));
        TestIngest.eventually().until(() -> decoders.open() == 0);
    }

    /**
     * Sends all that is granted and acknowledges nothing, until three reports of progress in a row tell of no progress.
     *
     * @return what was told meanwhile
     */
    private static List<ServerMessage> uploadUntilHeldBack(TestClient client) throws IOException {
        List<ServerMessage> told = new ArrayList<>();
        int sent = 0;
        int still = 0;
        long decoded = 0;
        while (still < 3) {
            int to = (int) Math.min(client.granted(), VIDEO.length);
            client.upload(VIDEO, sent, to);
            still = to > sent ? 0 : still;
            sent = Math.max(sent, to);
            ServerMessage message = client.hear();
            told.add(message);
            if (message instanceof Progress progress) {
                still = progress.decoded() > 0 && progress.decoded() == decoded ? still + 1 : 0;
                decoded = progress.decoded();
            }
        }
        assertThat(sent).as("sent, of what is granted").isEqualTo((int) Math.min(client.granted(), VIDEO.length));
        return told;
    }
}
