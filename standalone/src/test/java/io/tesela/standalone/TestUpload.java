package io.tesela.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tesela.client.upload.ClientRuntime;
import io.tesela.client.upload.Continuation;
import io.tesela.client.upload.JobWishes;
import io.tesela.client.upload.ProgressListener;
import io.tesela.client.upload.ServerAddress;
import io.tesela.client.upload.UploadClient;
import io.tesela.client.upload.UploadOutcome;
import io.tesela.client.upload.UploadProgress;
import io.tesela.client.upload.UploadRequest;
import io.tesela.client.upload.UploadSource;
import io.tesela.client.upload.UploadTarget;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.wire.FilterRequest;
import io.tesela.wire.ServerMessage.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Jobs of {@code canny,blur:3} on 4x4 tiles, as a client has them. */
final class TestUpload {
    private static final Duration BOUND = Duration.ofMinutes(4);

    private TestUpload() {}

    /** Returns the report of a job once the result is at {@code out}; of a client that does not come back. */
    static JsonNode run(int port, Path video, Path out, ProgressListener listener) throws IOException {
        return run(port, video, out, Duration.ZERO, listener);
    }

    /** Returns the report of a job once the result is at {@code out}; of a client that comes back for so long. */
    static JsonNode run(int port, Path video, Path out, Duration reconnectFor, ProgressListener listener)
            throws IOException {
        UploadRequest request = new UploadRequest(
                new ServerAddress("localhost", port, ServerAddress.Family.ANY, BOUND, BOUND),
                new UploadSource.FromFile(video),
                UploadTarget.ToFile.of(out),
                new JobWishes(
                        FilterRequest.parseChain("canny,blur:3"),
                        new TileGrid(4, 4),
                        null,
                        null,
                        false,
                        OnMissing.FILL),
                new Continuation(null, false, reconnectFor));
        try (ClientRuntime runtime = ClientRuntime.create()) {
            String json = new UploadClient(runtime)
                    .upload(request, listener)
                    .cast(UploadOutcome.Finished.class)
                    .map(UploadOutcome.Finished::reportJson)
                    .block(BOUND);
            return JsonMapper.builder().build().readTree(json);
        }
    }

    /** Is told how many frames are encoded whenever the server says so. */
    static ProgressListener onEncoded(LongConsumer frames) {
        return new ProgressListener() {
            @Override
            public void progress(UploadProgress progress) {
                Progress server = progress.server();
                if (server != null) {
                    frames.accept(server.encoded());
                }
            }
        };
    }
}
