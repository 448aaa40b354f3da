package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.domain.tile.TileGrid;
import io.tesela.ingest.testing.FakeAssembler;
import io.tesela.ingest.testing.FakeDecoders;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestClient.Download;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.kafka.record.ProgressRecord.Forgotten;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.testkit.Background;
import io.tesela.wire.ClientMessage.Container;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DialogueTest {
    private static final byte[] LOOPBACK_4 = {127, 0, 0, 1};
    private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final FakeDecoders decoders = new FakeDecoders();

    @TempDir
    Path data;

    private TestIngest ingest;

    @BeforeEach
    void start() {
        ingest = TestIngest.start(data, decoders);
    }

    @AfterEach
    void stop() {
        ingest.awaitNothingLeft();
        ingest.close();
        assertThat(decoders.open()).as("open decoders").isZero();
        assertThat(decoders.closedWhileRunning()).as("closed while running").isZero();
    }

    @Test
    void converse_wholeJob_bringsOutputSideFileAndReport() throws IOException {
        // Given: 25 frames are 7 segments; the video is 6 times what may be sent ahead
        FakeVideo video = FakeVideo.of(25, 16_000);

        // When
        Download download;
        try (TestClient client = TestClient.connect(ingest.port())) {
            download = client.converse(TestClient.handshake(), video.bytes());

            // Then: nothing follows the report
            client.endSending();
            assertThat(client.rest()).isEmpty();
        }
        assertComplete(download, 25);
        assertThat(download.report())
                .contains("\"filters\":\"blur:3\"", "\"tiles\":[2,2]", TestClient.sha256(video.bytes()));
    }

    @Test
    void converse_oneFrame_isAJobOfOneSegment() throws IOException {
        // When
        try (TestClient client = TestClient.connect(ingest.port())) {
            Download download = client.converse(
                    TestClient.handshake("invert", new TileGrid(1, 1), Container.FMP4),
                    FakeVideo.of(1, 0).bytes());

            // Then
            assertComplete(download, 1);
            assertThat(download.report()).contains("\"filters\":\"invert\"", "\"tiles\":[1,1]");
        }
    }

    @Test
    void converse_bytesThatNoDecoderReads_areTakenAllTheSame() throws IOException {
        // Given: far more of them than may be sent ahead of the decoder
        byte[] video = FakeVideo.of(5, 100).withTrailer(400_000).bytes();

        // When
        try (TestClient client = TestClient.connect(ingest.port())) {
            Download download = client.converse(TestClient.handshake(), video);

            // Then
            assertComplete(download, 5);
            assertThat(download.report()).contains(TestClient.sha256(video));
        }
    }

    @Test
    void converse_framesLargerThanWhatMayBeSentAhead_areDecoded() throws IOException {
        // Given: the decoder reads three times the grant before it has a frame
        byte[] video = FakeVideo.of(3, 200_000).bytes();

        // When
        try (TestClient client = TestClient.connect(ingest.port())) {
            Download download = client.converse(TestClient.handshake(), video);

            // Then
            assertComplete(download, 3);
        }
    }

    @Test
    void converse_twoClientsOverBothFamilies_eachGetsItsOwn() throws IOException {
        // When
        CompletableFuture<Download> four = converseAsync(InetAddress.getByAddress(LOOPBACK_4), FakeVideo.of(60, 9_000));
        CompletableFuture<Download> six = converseAsync(InetAddress.getByAddress(LOOPBACK_6), FakeVideo.of(41, 15_000));

        // Then
        assertComplete(four.join(), 60);
        assertComplete(six.join(), 41);
        ingest.awaitNothingLeft();
    }

    @Test
    void converse_doneJob_leavesTheLogInOrder() throws IOException {
        // When
        JobId job;
        try (TestClient client = TestClient.connect(ingest.port())) {
            job = client.converse(TestClient.handshake(), FakeVideo.of(8, 10).bytes())
                    .job();
        }
        ingest.awaitNothingLeft();

        // Then: opened, never cancelled, forgotten
        assertThat(ingest.progressSent()).hasSize(2);
        assertThat(ingest.progressSent().get(0)).isInstanceOf(Opened.class);
        assertThat(ingest.progressSent().get(1)).isEqualTo(new Forgotten(job));
    }

    private CompletableFuture<Download> converseAsync(InetAddress address, FakeVideo video) {
        return Background.call(() -> {
            try (TestClient client = TestClient.connect(address, ingest.port())) {
                return client.converse(TestClient.handshake(), video.bytes());
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static void assertComplete(Download download, int frames) throws IOException {
        int segments = (frames + TestIngest.SEGMENT_FRAMES - 1) / TestIngest.SEGMENT_FRAMES;
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int segment = 0; segment < segments; segment++) {
            expected.write(FakeAssembler.segment(download.job(), segment, TestIngest.SEGMENT_BYTES));
        }
        assertThat(download.video()).isEqualTo(ByteBuffer.wrap(expected.toByteArray()));
        assertThat(download.frameCrc32c()).isEqualTo("00000abc\n".repeat(frames));
        assertThat(download.ok()).isTrue();
        assertThat(download.report())
                .contains(
                        "\"job\":\"" + download.job() + "\"",
                        "\"decoded\":" + frames,
                        "\"encoded\":" + frames,
                        TestClient.sha256(download.video()));
    }
}
