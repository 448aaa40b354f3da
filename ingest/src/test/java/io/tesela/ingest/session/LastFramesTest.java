package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.ingest.testing.JobChecks;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestIngest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All frames are sent and the decoder is closed, and the last of them are still under way: their tiles may have to be sent again. */
@Timeout(60)
class LastFramesTest extends SessionFixture {
    /** No more than the window takes. */
    private static final int FEW = 2 * TestIngest.SEGMENT_FRAMES;

    private static final byte[] SHORT_VIDEO = FakeVideo.of(FEW, 1_000).bytes();

    @Override
    IngestConfig settings(IngestConfig config) {
        return config.with(keeping(false));
    }

    @Test
    void framesThatAreNotReleased_areKeptWhenTheDecoderIsClosed() throws IOException {
        // Given
        ingest.assembler().releaseWhen(bytes -> false);
        try (TestClient client = TestClient.connect(ingest.port())) {
            JobId job = client.open(TestClient.handshake()).job();
            client.upload(SHORT_VIDEO, 0, SHORT_VIDEO.length);
            client.eof(SHORT_VIDEO);

            // When
            TestIngest.eventually().until(() -> status(job).decoded() == FEW);
            TestIngest.eventually().until(() -> decoders.open() == 0);

            // Then
            assertThat(ingest.framesInFlight()).isEqualTo(FEW);
            ingest.assembler().releaseWhen(bytes -> true);
            JobChecks.assertWhole(FEW, client.finish(job, List.of(), SHORT_VIDEO, new byte[0], true));
        }
        ingest.awaitNothingLeft();
    }
}
