package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.JobChecks;
import io.tesela.ingest.testing.TestClient;
import io.tesela.ingest.testing.TestIngest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An ingest that was cut off for so long that its assembler has let go of what is not published: it sends that again. */
@Timeout(60)
class UnheardIngestTest extends SessionFixture {
    /** First frame of the fourth segment. */
    private static final long OPEN = 3L * TestIngest.SEGMENT_FRAMES;

    @Override
    IngestConfig settings(IngestConfig config) {
        return grantingAll(config.with(keeping(false)));
    }

    @Test
    void parked_inTheMiddleOfASegment_sendsTheSegmentAgain() throws IOException {
        try (TestClient client = TestClient.connect(ingest.port())) {
            // Given
            JobId job = client.open(TestClient.handshake()).job();
            client.upload(VIDEO, 0, VIDEO.length * 3 / 4);
            TestIngest.eventually().until(() -> status(job).encoded() >= 3 * TestIngest.SEGMENT_FRAMES);
            TestIngest.eventually()
                    .until(() -> ingest.assembler().manifests(job).containsKey(OPEN));

            // When
            ingest.assembler().park(job);

            // Then
            JobChecks.assertWhole(FRAMES, client.finish(job, List.of(), VIDEO));
            assertThat(ingest.assembler().manifests(job).get(OPEN))
                    .as("frames of the open segment")
                    .isGreaterThan(1);
            assertThat(ingest.assembler().manifests(job).get(0L))
                    .as("frames that are published")
                    .isEqualTo(1);
        }
        ingest.awaitNothingLeft();
    }
}
