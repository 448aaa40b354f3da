package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestClient.Download;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ServerMessage.Failure;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Videos that look as if they could be decoded while they come, and of which the decoder finds out that they cannot. */
class WholeVideoTest extends SessionFixture {
    private static final int AHEAD_BYTES = 32 << 10;

    @Override
    IngestConfig settings(IngestConfig config) {
        return config.with(new IngestConfig.Flow(
                TestIngest.SEGMENT_FRAMES,
                64L << 20,
                64 << 20,
                AHEAD_BYTES,
                64 << 20,
                1 << 30,
                TestIngest.SEGMENT_FRAMES,
                4,
                Duration.ofMinutes(1)));
    }

    @BeforeEach
    void needWholeVideos() {
        decoders.needWholeVideos();
    }

    @Test
    void upload_isTakenToItsEnd_andThenDecoded() throws IOException {
        assertThat(VIDEO.length).isGreaterThan(4 * AHEAD_BYTES);
        try (TestClient client = TestClient.connect(ingest.port())) {
            // When
            Download whole = client.converse(TestClient.handshake(), VIDEO);

            // Then
            assertThat(whole.ok()).isTrue();
            assertThat(whole.report()).contains("\"decoded\":" + FRAMES, "\"encoded\":" + FRAMES);
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void upload_thatMayNeverEnd_isRefused() throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            // When
            client.open(TestClient.live(Container.FMP4));
            client.upload(VIDEO, 0, AHEAD_BYTES / 2);

            // Then
            Failure failure = client.failure();
            assertThat(failure.code()).isEqualTo(FailureCode.NOT_A_VIDEO);
            assertThat(failure.message()).startsWith("live: this video can be decoded only when all of it is there");
        }
        ingest.awaitNothingLeft();
    }
}
