package io.tesela.client.upload;

import java.util.Optional;

/**
 * One video to send and what is to come back.
 *
 * @param server where to
 * @param source the video
 * @param target where the result goes
 * @param wishes what is to be done
 */
public record UploadRequest(ServerAddress server, UploadSource source, UploadTarget target, JobWishes wishes) {
    /**
     * Returns what is wrong with the files of this request, naming the flag and what was expected; empty if nothing is.
     *
     * <p><b>Threads:</b> blocks on the file system, for a moment; leaves nothing behind.
     */
    public Optional<String> complaint() {
        return new FileChecks(this).complaint();
    }
}
