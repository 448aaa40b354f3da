package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.FakeDecoders;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestClient.Download;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Accepted;
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

/** A client that does not take what it gets holds up itself, and nobody else. */
@Timeout(60)
class SlowClientTest {
    private static final int WINDOW_FRAMES = 8;
    private static final int OUTPUT_BYTES = 4 * TestIngest.SEGMENT_BYTES;
    private static final int FRAMES = 3_000;
    private static final byte[] VIDEO = FakeVideo.of(FRAMES, 1_000).bytes();
    /** The last segment that the limit takes gives no credit: its frames are released when its bytes have been counted. */
    private static final int MOST_FRAMES =
            (OUTPUT_BYTES / TestIngest.SEGMENT_BYTES - 1) * TestIngest.SEGMENT_FRAMES + WINDOW_FRAMES;

    private final FakeDecoders decoders = new FakeDecoders();

    @TempDir
    Path data;

    private TestIngest ingest;

    @BeforeEach
    void start() {
        ingest = TestIngest.start(data, decoders, SlowClientTest::tight);
    }

    private static IngestConfig tight(IngestConfig config) {
        return config.with(new IngestConfig.Flow(
                WINDOW_FRAMES,
                64L << 20,
                OUTPUT_BYTES,
                64 << 10,
                64 << 20,
                1 << 30,
                TestIngest.SEGMENT_FRAMES,
                4,
                IngestConfig.Flow.DEFAULT.cutAfter()));
    }

    @AfterEach
    void stop() {
        ingest.close();
        assertThat(decoders.open()).as("open decoders").isZero();
    }

    @Test
    void converse_clientThatStoresNothing_isGrantedNoMoreUntilItDoes() throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            Accepted accepted = client.open(TestClient.handshake());

            // Given: output counts once the ingest has stored it, a little after it is published; no frame is released
            // before
            ingest.assembler().releaseWhen(bytes -> ingest.downloadedBytes() >= bytes);

            // When: the client takes all it is told, but says nothing of having stored it
            List<ServerMessage> told = uploadUntilStalled(client);

            // Then
            assertThat(client.granted()).isLessThan(VIDEO.length);
            assertThat(ingest.framesDecoded()).isLessThanOrEqualTo(MOST_FRAMES);
            assertThat(ingest.framesInFlight()).isLessThanOrEqualTo(WINDOW_FRAMES);

            // When: it goes on, from all that it has heard
            ingest.assembler().releaseWhen(bytes -> true);
            Download whole = client.finish(accepted.job(), told, VIDEO);

            // Then
            assertThat(whole.ok()).isTrue();
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void converse_clientThatNeverReads_holdsUpNobodyElse() throws IOException {
        // Given: what it may send, and no more, since it reads no grants
        TestClient deaf = TestClient.connect(ingest.port());
        deaf.open(TestClient.handshake());
        deaf.upload(VIDEO, 0, 64 << 10);
        TestIngest.eventually().until(() -> ingest.framesDecoded() >= WINDOW_FRAMES);

        // When
        try (TestClient client = TestClient.connect(ingest.port())) {
            assertThat(client.converse(TestClient.handshake(), VIDEO).ok()).isTrue();
        }

        // Then
        assertThat(ingest.framesInFlight()).isLessThanOrEqualTo(WINDOW_FRAMES);
        assertThat(deaf.granted()).isLessThan(VIDEO.length);
        deaf.vanish();
        ingest.awaitNothingLeft();
    }

    /** Uploads what is granted, until three reports of progress in a row tell of no progress. */
    private static List<ServerMessage> uploadUntilStalled(TestClient client) throws IOException {
        List<ServerMessage> told = new ArrayList<>();
        int sent = 0;
        int still = 0;
        long decoded = -1;
        while (still < 3) {
            int to = (int) Math.min(client.granted(), VIDEO.length);
            client.upload(VIDEO, sent, to);
            sent = Math.max(sent, to);
            ServerMessage message = client.hear();
            told.add(message);
            if (message instanceof Progress progress && sent > 0) {
                still = progress.decoded() > 0 && progress.decoded() == decoded ? still + 1 : 0;
                decoded = progress.decoded();
            }
        }
        return told;
    }
}
