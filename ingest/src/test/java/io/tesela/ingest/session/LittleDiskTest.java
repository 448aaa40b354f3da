package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.job.OnMissing;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.FakeDecoders;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestClient.Download;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ServerMessage.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An ingest with room for 10 MiB of files, and a video of 24 MB. */
@Timeout(60)
class LittleDiskTest {
    private static final FakeVideo VIDEO = FakeVideo.of(400, 60_000);
    private static final int DISK_BYTES = 10 << 20;

    private final FakeDecoders decoders = new FakeDecoders();

    @TempDir
    Path data;

    private TestIngest ingest;

    @BeforeEach
    void start() {
        ingest = TestIngest.start(data, decoders, LittleDiskTest::withLittleDisk);
    }

    @AfterEach
    void stop() {
        ingest.awaitNothingLeft();
        assertThat(ingest.context().disk().usedBytes()).as("bytes on disk").isZero();
        ingest.close();
    }

    @Test
    void converse_liveVideo_isDoneWithinIt() throws IOException {
        // When
        try (TestClient client = TestClient.connect(ingest.port())) {
            Download download = client.converse(TestClient.live(Container.FMP4), VIDEO.bytes());

            // Then
            assertThat(download.report())
                    .contains("\"encoded\":400", TestClient.sha256(VIDEO.bytes()), TestClient.sha256(download.video()));
        }
    }

    @Test
    void converse_videoThatIsKept_isRefusedOnceItIsFull() throws IOException {
        // When
        try (TestClient client = TestClient.connect(ingest.port())) {
            client.open(TestClient.handshake());
            client.uploadAll(VIDEO.bytes());
            Failure failure = client.failure();

            // Then
            assertThat(failure.code()).isEqualTo(FailureCode.BUSY);
            assertThat(failure.message())
                    .startsWith("disk: no room for")
                    .endsWith("(expected: at most 10485760 for the files of all jobs; try again when some have ended)");
        }
    }

    @Test
    void converse_sizeThatCanNeverFit_isRefusedAtOnce() throws IOException {
        // When
        Handshake asked = TestClient.handshake();
        try (TestClient client = TestClient.connect(ingest.port())) {
            client.send(new Handshake(
                    asked.version(),
                    asked.mode(),
                    asked.container(),
                    null,
                    null,
                    asked.filters(),
                    asked.name(),
                    DISK_BYTES + 1L,
                    false,
                    false,
                    false,
                    null,
                    null,
                    null,
                    OnMissing.FILL));

            // Then
            Failure failure = client.failure();
            assertThat(failure.code()).isEqualTo(FailureCode.TOO_LARGE);
            assertThat(failure.message()).isEqualTo("handshake: size: 10485761 (expected: at most 10485760 bytes)");
        }
    }

    private static IngestConfig withLittleDisk(IngestConfig config) {
        return config.with(new IngestConfig.Flow(
                8,
                64L << 20,
                64L << 20,
                64 << 10,
                1L << 30,
                DISK_BYTES,
                TestIngest.SEGMENT_FRAMES,
                4,
                Duration.ofMinutes(1)));
    }
}
