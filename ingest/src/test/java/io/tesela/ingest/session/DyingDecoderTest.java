package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.JobChecks;
import io.tesela.ingest.testing.TestClient;
import io.tesela.wire.ServerMessage.Failure;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job whose decoder dies goes on with another one, unless it is the video that kills them. */
@Timeout(60)
class DyingDecoderTest extends SessionFixture {
    @Override
    IngestConfig settings(IngestConfig config) {
        return grantingAll(config.with(keeping(false)));
    }

    @Test
    void decoder_thatDiesInTheMiddle_isReplacedAndNoFrameIsLost() throws IOException {
        decoders.dieAfter(9, 1);
        try (TestClient client = TestClient.connect(ingest.port())) {
            JobId job = client.open(TestClient.handshake()).job();

            JobChecks.assertWhole(FRAMES, client.finish(job, List.of(), VIDEO));

            assertThat(decoders.opened()).isEqualTo(2);
        }
        ingest.awaitNothingLeft();
    }

    @Test
    void decoder_thatDiesEachTimeAtTheSameFrame_failsTheJob() throws IOException {
        decoders.dieAfter(9, Integer.MAX_VALUE);
        try (TestClient client = TestClient.connect(ingest.port())) {
            client.open(TestClient.handshake());
            client.upload(VIDEO, 0, VIDEO.length);

            Failure failure = client.failure();

            assertThat(failure.message()).contains("after 8 frames, and was the 3. of this job to die");
            assertThat(decoders.opened()).isEqualTo(3);
        }
        ingest.awaitNothingLeft();
    }
}
