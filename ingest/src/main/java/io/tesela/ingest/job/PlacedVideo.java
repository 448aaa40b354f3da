package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.journal.Ticket;
import io.tesela.ingest.spool.MediaFile;
import io.tesela.ingest.spool.MediaRoot;
import io.tesela.wire.ClientMessage.Mode;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds the videos that clients do not send, but name.
 *
 * <p><b>Threads:</b> any; blocks on the disk.
 */
final class PlacedVideo {
    private PlacedVideo() {}

    /**
     * Returns the video of a new job; null: it is sent.
     *
     * @throws TeselaException {@code PATH_NOT_ALLOWED}, or {@code TOO_LARGE}
     */
    static @Nullable MediaFile find(JobRequest request, IngestConfig config) throws IOException {
        if (request.mode() != Mode.FILE) {
            return null;
        }
        MediaFile media = find(request.name(), config);
        long most = config.flow().maxUploadBytes();
        if (media.bytes() > most) {
            throw new TeselaException(
                    FailureCode.TOO_LARGE,
                    "handshake: name: '" + request.name() + "': " + media.bytes() + " bytes (expected: at most " + most
                            + ")");
        }
        return media;
    }

    /**
     * Returns the video of a job that a former life of this ingest began.
     *
     * @throws TeselaException {@code PATH_NOT_ALLOWED}, also if it was changed since
     */
    static MediaFile findAgain(String name, Ticket.Media known, IngestConfig config) throws IOException {
        MediaFile now = find(name, config);
        MediaFile then = new MediaFile(now.root(), now.path(), known.bytes(), known.modifiedMs());
        then.requireUnchanged();
        return then;
    }

    private static MediaFile find(String name, IngestConfig config) throws IOException {
        Path root = config.access()
                .mediaRoot()
                .orElseThrow(() -> new TeselaException(
                        FailureCode.PATH_NOT_ALLOWED,
                        "handshake: name: '" + name
                                + "': there is no media root (expected: a server that is started with"
                                + " --media-root)"));
        return MediaRoot.of(root).find(name);
    }
}
