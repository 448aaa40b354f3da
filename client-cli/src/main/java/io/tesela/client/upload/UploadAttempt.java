package io.tesela.client.upload;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobStatus;
import io.tesela.wire.ClientMessage.Cancel;
import io.tesela.wire.ClientMessage.Received;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.util.retry.Retry;

/**
 * One subscription to an upload: connects, as often as it has to, and holds what has to be closed.
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

    private final Reconnection reconnection;

    private volatile @Nullable JobId job;
    private volatile @Nullable OpenFiles files;
    private volatile @Nullable Connection connection;
    private volatile boolean over;
    private volatile boolean begun;

    UploadAttempt(UploadRequest request, ClientRuntime runtime, ProgressListener listener, Mono<Void> ending) {
        this.request = request;
        this.runtime = runtime;
        this.listener = listener;
        this.ending = ending;
        this.startedMs = runtime.timer().now(TimeUnit.MILLISECONDS);
        this.job = request.continuation().resume();
        this.reconnection = new Reconnection(
                comesBack() ? request.continuation().reconnectFor() : Duration.ZERO,
                () -> runtime.timer().now(TimeUnit.MILLISECONDS),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    Mono<UploadOutcome> run() {
        return Mono.fromCallable(this::openFiles)
                .subscribeOn(runtime.writing())
                .flatMap(this::work)
                .onErrorMap(UploadAttempt::passes, this::givenUp);
    }

    /** One connection after the other, until one brings the result; a job that was never taken is not asked for again. */
    private Mono<UploadOutcome> work(OpenFiles opened) {
        return Mono.defer(() -> connect(opened)).retryWhen(Retry.from(this::pauses));
    }

    private Flux<Long> pauses(Flux<Retry.RetrySignal> losses) {
        return losses.concatMap(this::pause, 1);
    }

    private Mono<UploadOutcome> connect(OpenFiles opened) {
        return uploaded()
                .then(Connector.connect(request.server(), runtime))
                .doOnNext(this::connected)
                .flatMap(connection -> converse(opened, connection));
    }

    /** Who comes for a result must not take the job from whoever still sends its video. */
    private Mono<Void> uploaded() {
        JobId wanted = request.continuation().resume();
        return request.source() instanceof UploadSource.Nothing && wanted != null && !begun
                ? new JobsClient(runtime)
                        .status(request.server(), wanted)
                        .doOnNext(UploadAttempt::requireVideo)
                        .then()
                : Mono.empty();
    }

    private static void requireVideo(JobStatus job) {
        if (job.state() == JobStatus.State.UPLOADING) {
            throw new TeselaException(
                    FailureCode.UNKNOWN_JOB,
                    "job: " + job.job() + ": only " + job.uploaded()
                            + " bytes of its video are at the server (expected: all; try again when it is uploaded)");
        }
    }

    private Mono<Long> pause(Retry.RetrySignal signal) {
        Throwable error = signal.failure();
        Optional<Duration> pause = begun && passes(error) ? reconnection.lost() : Optional.empty();
        if (pause.isEmpty()) {
            return Mono.error(error);
        }
        disconnect();
        listener.reconnecting(sentence(error), pause.get());
        return Mono.delay(pause.get(), runtime.timer());
    }

    /** A server that restarts has much to do, and bytes may be changed on their way. */
    private static boolean passes(Throwable error) {
        return error instanceof ConnectionLost
                || (error instanceof TeselaException told
                        && (told.code() == FailureCode.BUSY || told.code() == FailureCode.CHECKSUM_MISMATCH));
    }

    private static String sentence(Throwable error) {
        return error instanceof TeselaException told ? told.sentence() : String.valueOf(error.getMessage());
    }

    private boolean comesBack() {
        return !request.wishes().live()
                && !request.continuation().reconnectFor().isZero();
    }

    /** Keeps what came, if the job can be gone on with. */
    private TeselaException givenUp(Throwable lost) {
        FailureCode code = lost instanceof TeselaException told ? told.code() : FailureCode.INTERNAL;
        JobId known = job;
        OpenFiles opened = files;
        if (known == null || opened == null || !comesBack()) {
            return new TeselaException(code, sentence(lost), lost);
        }
        boolean keeps = request.target() instanceof UploadTarget.ToFile && !fetches();
        if (keeps) {
            opened.delivery().keep();
        }
        String how = keeps ? "upload --resume " + known + " goes on with it" : "fetch " + known + " brings the result";
        return new TeselaException(code, sentence(lost) + "; " + how, lost);
    }

    private boolean fetches() {
        return request.source() instanceof UploadSource.Nothing;
    }

    /** The result is complete. */
    Mono<Void> finish() {
        return closing(farewell());
    }

    /** Something failed. */
    Mono<Void> abandon(Throwable error) {
        // Of a file of this machine the server knows nothing: it would keep the job for a client that never comes back.
        return closing(error instanceof UncheckedIOException ? endOwnJob() : Mono.empty());
    }

    /** Nobody wants the result any more. */
    Mono<Void> cancel() {
        over = true;
        return closing(endOwnJob());
    }

    /** Ends the job that was begun here; whoever came back to one that was there, or for its result, only goes. */
    private Mono<Void> endOwnJob() {
        if (request.continuation().resume() != null) {
            return Mono.<Void>fromRunnable(this::keep).subscribeOn(runtime.writing());
        }
        Connection open = connection;
        JobId own = job;
        boolean connected = open != null && open.channel().isActive();
        return connected || own == null
                ? tellCancelled()
                : bounded(new JobsClient(runtime).cancel(request.server(), own));
    }

    private void keep() {
        OpenFiles open = files;
        if (open != null && !fetches()) {
            open.delivery().keep();
        }
    }

    private OpenFiles openFiles() {
        OpenFiles opened = OpenFiles.open(request);
        files = opened;
        return opened;
    }

    private Mono<UploadOutcome> converse(OpenFiles opened, Connection connection) {
        return Mono.<Void>fromRunnable(opened.delivery()::restartSideFiles)
                .subscribeOn(runtime.writing())
                .then(Mono.defer(() -> new Conversation(
                                request, runtime, listener, ending, job, this::taken, opened, connection, startedMs)
                        .run()));
    }

    private void taken(JobId id) {
        job = id;
        begun = true;
        reconnection.connected();
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

    /** The server keeps the result until it is told that nobody wants it any more. */
    private Mono<Void> farewell() {
        Connection open = connection;
        OpenFiles stored = files;
        return open == null || stored == null
                ? Mono.empty()
                : bounded(Sending.send(open, new Received(stored.delivery().storedBytes(), true)));
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
