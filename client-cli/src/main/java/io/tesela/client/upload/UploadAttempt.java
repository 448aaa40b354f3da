package io.tesela.client.upload;

import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Received;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.util.function.Tuple2;

/**
 * One subscription to an upload: holds what has to be closed.
 *
 * <p><b>Threads:</b> the methods may be called from any thread; fields are written by the thread that runs the step before they
 * are read.
 */
final class UploadAttempt {
    /** How long a server that does not read may delay our end. */
    private static final Duration PARTING = Duration.ofSeconds(2);

    private final UploadRequest request;
    private final ClientRuntime runtime;
    private final ProgressListener listener;
    private final Mono<Void> ending;
    private final long startedMs;

    private volatile @Nullable OpenFiles files;
    private volatile @Nullable Connection connection;
    private volatile boolean over;

    UploadAttempt(UploadRequest request, ClientRuntime runtime, ProgressListener listener, Mono<Void> ending) {
        this.request = request;
        this.runtime = runtime;
        this.listener = listener;
        this.ending = ending;
        this.startedMs = runtime.timer().now(TimeUnit.MILLISECONDS);
    }

    Mono<UploadOutcome> run() {
        return Mono.fromCallable(this::openFiles)
                .subscribeOn(runtime.writing())
                .zipWhen(this::connect)
                .flatMap(this::converse);
    }

    /** The result is complete. */
    Mono<Void> finish() {
        return closing(farewell());
    }

    /** Something failed. */
    Mono<Void> abandon(Throwable error) {
        // Of a file of this machine the server knows nothing: it would keep the job for a client that never comes back.
        return closing(error instanceof UncheckedIOException ? tellCancelled() : Mono.empty());
    }

    /** Nobody wants the result any more. */
    Mono<Void> cancel() {
        over = true;
        return closing(tellCancelled());
    }

    private OpenFiles openFiles() {
        OpenFiles opened = OpenFiles.open(request);
        files = opened;
        return opened;
    }

    private Mono<Connection> connect(OpenFiles opened) {
        return Connector.connect(request.server(), runtime).doOnNext(this::connected);
    }

    private Mono<UploadOutcome> converse(Tuple2<OpenFiles, Connection> open) {
        return new Conversation(request, runtime, listener, ending, open.getT1(), open.getT2(), startedMs).run();
    }

    private void connected(Connection opened) {
        connection = opened;
        // Thread 1: cancel() sets over, then reads connection. Thread 2: sets connection, then reads over. One sees the
        // other.
        if (over) {
            opened.dispose();
        }
    }

    private Mono<Void> closing(Mono<Void> lastWords) {
        return lastWords
                .then(Mono.<Void>fromRunnable(this::disconnect))
                .then(Mono.<Void>fromRunnable(this::closeFiles).subscribeOn(runtime.writing()))
                .doFinally(signal -> listener.ended());
    }

    /** The last acknowledgement may still have been queued when the report came; being cumulative, it may come twice. */
    private Mono<Void> farewell() {
        Connection open = connection;
        OpenFiles stored = files;
        return open == null || stored == null
                ? Mono.empty()
                : bounded(Sending.send(open, new Received(stored.delivery().storedBytes())));
    }

    private Mono<Void> tellCancelled() {
        Connection open = connection;
        if (open == null) {
            return Mono.empty();
        }
        // What is left unread when a socket closes makes TCP reset it, and the server may then never read our message:
        // so read on, into nothing, until the server closes.
        open.channel().config().setAutoRead(true);
        return bounded(Sending.send(open, new Cancel()).then(open.onDispose()));
    }

    private Mono<Void> bounded(Mono<Void> parting) {
        // Whatever goes wrong with it, the outcome is already known.
        return parting.timeout(PARTING, runtime.timer()).onErrorComplete();
    }

    private void disconnect() {
        Connection open = connection;
        if (open != null) {
            open.dispose();
        }
    }

    private void closeFiles() {
        OpenFiles open = files;
        if (open != null) {
            open.close();
        }
    }
}
