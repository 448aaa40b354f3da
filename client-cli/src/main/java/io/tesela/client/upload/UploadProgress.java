package io.tesela.client.upload;

import io.tesela.wire.ServerMessage.Progress;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is, as seen by its client.
 *
 * @param uploaded bytes of the video given to the network
 * @param size bytes of the video
 * @param downloaded bytes of the result that are stored
 * @param server what the server said last; null: nothing yet
 */
public record UploadProgress(
        long uploaded, long size, long downloaded, @Nullable Progress server) {}
