package io.tesela.ingest.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.TestClient.Download;
import io.tesela.wire.ClientMessage.Status;
import io.tesela.wire.ServerMessage.Jobs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How a server says that jobs stand, and whether what a client holds is all of one. */
public final class JobChecks {
    private JobChecks() {}

    public static JobStatus status(TestIngest of, JobId job) throws IOException {
        return statuses(of, new Status(job)).get(0);
    }

    public static List<JobStatus> statuses(TestIngest of, Status question) throws IOException {
        try (TestClient client = TestClient.connect(of.port())) {
            client.send(question);
            List<JobStatus> all = new ArrayList<>();
            Jobs part;
            do {
                part = client.expect(Jobs.class);
                all.addAll(part.jobs());
            } while (!part.last());
            return all;
        }
    }

    public static void assertWhole(int frames, Download download) {
        assertThat(download.ok()).isTrue();
        byte[] bytes = new byte[download.video().remaining()];
        download.video().duplicate().get(bytes);
        int segments = frames / TestIngest.SEGMENT_FRAMES;
        assertThat(bytes).hasSize(segments * TestIngest.SEGMENT_BYTES);
        for (int segment = 0; segment < segments; segment++) {
            byte[] part = Arrays.copyOfRange(
                    bytes, segment * TestIngest.SEGMENT_BYTES, (segment + 1) * TestIngest.SEGMENT_BYTES);
            assertThat(part)
                    .as("segment %d", segment)
                    .isEqualTo(FakeAssembler.segment(download.job(), segment, TestIngest.SEGMENT_BYTES));
        }
        assertThat(download.frameCrc32c().lines()).hasSize(frames);
        assertThat(download.report()).contains(TestClient.sha256(bytes));
    }

    /** Returns bounds with another limit of the output that the client has not stored. */
    public static IngestConfig.Flow withOutput(IngestConfig.Flow flow, long bytes) {
        return new IngestConfig.Flow(
                flow.windowFrames(),
                flow.windowBytes(),
                bytes,
                flow.uploadAheadBytes(),
                flow.maxUploadBytes(),
                flow.diskBytes(),
                flow.segmentFrames(),
                flow.publishConcurrency(),
                flow.cutAfter());
    }
}
