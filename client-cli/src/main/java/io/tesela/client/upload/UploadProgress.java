package io.tesela.client.upload;

import io.tesela.wire.ServerMessage.Progress;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is, as seen by its client.
 *
 * @param uploaded bytes of the video given to the network
 * @param size bytes of the video; null: not known before its end
 * @param downloaded bytes of the result that are stored
 * @param ahead jobs that go first, while this one waits for its turn; null: it does not wait
 * @param server what the server said last; null: nothing yet
 */
public record UploadProgress(
        long uploaded,
        @Nullable Long size,
        long downloaded,
        @Nullable Long ahead,
        @Nullable Progress server) {}
