package io.tesela.bench;

import io.tesela.client.upload.ClientRuntime;
import io.tesela.client.upload.JobWishes;
import io.tesela.client.upload.ProgressListener;
import io.tesela.client.upload.ServerAddress;
import io.tesela.client.upload.UploadClient;
import io.tesela.client.upload.UploadOutcome;
import io.tesela.client.upload.UploadRequest;
import io.tesela.client.upload.UploadSource;
import io.tesela.client.upload.UploadTarget;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Clients whose output goes to a channel.
 *
 * <p><b>Ownership:</b> closes what it connects with; channels stay the caller's.
 */
final class FlowClient implements AutoCloseable {
    static final String LOOPBACK = "127.0.0.1";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(60);

    private final JobWishes wishes;
    private final ClientRuntime runtime = ClientRuntime.create();

    FlowClient(FlowScenario scenario) {
        this.wishes = JobWishes.of(scenario.filters().toString(), scenario.tiles());
    }

    /** Returns a job that starts on subscription, and is cancelled with it. */
    Mono<UploadOutcome.Finished> upload(int port, Path video, WritableByteChannel output) {
        ServerAddress address =
                new ServerAddress(LOOPBACK, port, ServerAddress.Family.ANY, CONNECT_TIMEOUT, IDLE_TIMEOUT);
        UploadRequest request = new UploadRequest(
                address, new UploadSource.FromFile(video), new UploadTarget.ToStream(output, null), wishes);
        return new UploadClient(runtime)
                .upload(request, new ProgressListener() {})
                .cast(UploadOutcome.Finished.class);
    }

    @Override
    public void close() {
        runtime.close();
    }
}
