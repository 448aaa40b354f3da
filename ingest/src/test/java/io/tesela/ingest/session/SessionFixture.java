package io.tesela.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.testing.FakeDecoders;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.ingest.testing.JobChecks;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.wire.ServerMessage.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An ingest, a video of five segments, and no decoder that outlives them. */
abstract class SessionFixture {
    static final int FRAMES = 20;
    static final byte[] VIDEO = FakeVideo.of(FRAMES, 20_000).bytes();

    final FakeDecoders decoders = new FakeDecoders();

    @TempDir
    Path data;

    TestIngest ingest;

    @BeforeEach
    void start() {
        ingest = TestIngest.start(data, decoders, this::settings);
    }

    @AfterEach
    void stop() {
        ingest.close();
        TestIngest.eventually()
                .untilAsserted(
                        () -> assertThat(decoders.open()).as("open decoders").isZero());
        assertThat(decoders.closedWhileRunning()).as("closed while running").isZero();
    }

    /** Returns what the ingest is started with. */
    abstract IngestConfig settings(IngestConfig config);

    /** Returns how long jobs wait for their clients: longer than any test. */
    static IngestConfig.Keeping keeping(boolean whenStopped) {
        return new IngestConfig.Keeping(Duration.ofMinutes(10), 64L << 20, 16, whenStopped);
    }

    /** All of the upload is granted at once: while a client of this kind waits for grants it drops output. */
    static IngestConfig grantingAll(IngestConfig config) {
        IngestConfig.Flow flow = config.flow();
        return config.with(new IngestConfig.Flow(
                flow.windowFrames(),
                flow.windowBytes(),
                flow.outputBytes(),
                1 << 20,
                flow.maxUploadBytes(),
                flow.diskBytes(),
                flow.segmentFrames(),
                flow.publishConcurrency(),
                flow.cutAfter()));
    }

    JobStatus status(JobId job) throws IOException {
        return JobChecks.status(ingest, job);
    }

    static void take(Output output, ByteArrayOutputStream had) {
        byte[] bytes = new byte[output.payload().remaining()];
        output.payload().get(bytes);
        had.writeBytes(bytes);
    }
}
