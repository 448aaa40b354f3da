package io.tesela.client.upload;

import io.tesela.wire.ClientMessage.Container;
import java.util.Optional;

/**
 * One video to send and what is to come back.
 *
 * @param server where to
 * @param source the video
 * @param target where the result goes
 * @param wishes what is to be done
 * @param continuation what becomes of the job when the client goes, or comes back
 */
public record UploadRequest(
        ServerAddress server, UploadSource source, UploadTarget target, JobWishes wishes, Continuation continuation) {
    /** A new job, whose client does not come back. */
    public UploadRequest(ServerAddress server, UploadSource source, UploadTarget target, JobWishes wishes) {
        this(server, source, target, wishes, Continuation.NONE);
    }

    /** Returns what the client will hold: of what cannot be gone back to, or may never end, the fragments. */
    Container container() {
        if (target instanceof UploadTarget.ToStream || wishes.live()) {
            return Container.FMP4;
        }
        return target instanceof UploadTarget.ToFile file ? file.container() : Container.MP4;
    }

    /** Returns whether pictures of the result are wanted. */
    boolean preview() {
        return target instanceof UploadTarget.ToFile file && file.preview() != null;
    }

    /**
     * Returns what is wrong with the files of this request, naming the flag and what was expected; empty if nothing is.
     *
     * <p><b>Threads:</b> blocks on the file system, for a moment; leaves nothing behind.
     */
    public Optional<String> complaint() {
        return new FileChecks(this).complaint();
    }
}
