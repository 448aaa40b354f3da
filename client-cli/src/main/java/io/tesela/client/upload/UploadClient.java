package io.tesela.client.upload;

import io.tesela.domain.failure.TeselaException;
import java.io.UncheckedIOException;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Sends videos and takes delivery of the results.
 *
 * <ul>
 *   <li><b>Backpressure:</b> of a video at most three chunks are held: it is read only below the server's grant and as fast as
 *       the connection takes it. Of a result at most what one network buffer holds: nothing is read from the connection
 *       before what came earlier is stored, and only then the server is told so.
 *   <li><b>Threads:</b> those of {@link ClientRuntime}; the caller's are never blocked.
 *   <li><b>Ownership:</b> files and the connection are opened on subscription and closed on complete, error and cancel.
 *   <li><b>Errors:</b> {@link TeselaException} if the server refuses, fails, cannot be reached or sends something else than it
 *       says; {@link UncheckedIOException} with a sentence if a file of this machine fails. Whatever was there under the names
 *       of the result stays as it was; nothing else is left, but what came of a live video.
 * </ul>
 */
public final class UploadClient {
    /** Time between two calls of {@link ProgressListener#progress}. */
    public static final Duration HEARTBEAT = Duration.ofMillis(100);

    private final ClientRuntime runtime;

    /** @param runtime stays the caller's */
    public UploadClient(ClientRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Returns the whole job: cold, once for each subscriber. Cancelling it tells the server, closes the connection and deletes
     * what is not complete and not of a live video; {@link ProgressListener#ended} says when that is done.
     */
    public Mono<UploadOutcome> upload(UploadRequest request, ProgressListener listener) {
        return upload(request, listener, Mono.never());
    }

    /**
     * Returns the whole job, as {@link #upload(UploadRequest, ProgressListener)} does, of a video that may be ended.
     *
     * @param ending when it completes, the video ends where it is, and its result is finished
     */
    public Mono<UploadOutcome> upload(UploadRequest request, ProgressListener listener, Mono<Void> ending) {
        return Mono.usingWhen(
                Mono.fromSupplier(() -> new UploadAttempt(request, runtime, listener, ending)),
                UploadAttempt::run,
                UploadAttempt::finish,
                UploadAttempt::abandon,
                UploadAttempt::cancel);
    }
}
