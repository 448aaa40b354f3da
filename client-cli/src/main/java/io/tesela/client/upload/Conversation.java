package io.tesela.client.upload;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Mode;
import io.tesela.wire.ClientMessage.Resume;
import io.tesela.wire.MessageDecoder;
import io.tesela.wire.ReportJson;
import io.tesela.wire.ServerMessage;
import io.tesela.wire.ServerMessage.Accepted;
import io.tesela.wire.ServerMessage.Attachment;
import io.tesela.wire.ServerMessage.Detached;
import io.tesela.wire.ServerMessage.Failure;
import io.tesela.wire.ServerMessage.Grant;
import io.tesela.wire.ServerMessage.Output;
import io.tesela.wire.ServerMessage.Preview;
import io.tesela.wire.ServerMessage.Progress;
import io.tesela.wire.ServerMessage.Queued;
import io.tesela.wire.ServerMessage.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/**
 * All that is said over one connection.
 *
 * <ul>
 *   <li><b>Backpressure:</b> one message of the server is worked on at a time; while it is, no more are taken from the network.
 *   <li><b>Order:</b> that of the messages.
 *   <li><b>Threads:</b> messages are worked on one after the other, on the network's thread or, where files are written, on
 *       {@link ClientRuntime#writing}.
 *   <li><b>Errors:</b> {@link ConnectionLost}, {@link TeselaException}, or an {@link java.io.UncheckedIOException} for a file of
 *       this machine.
 * </ul>
 */
final class Conversation {
    private final UploadRequest request;
    private final ClientRuntime runtime;
    private final ProgressListener listener;
    private final Mono<Void> ending;
    private final @Nullable JobId resumed;
    private final Consumer<JobId> taken;
    private final VideoSource video;
    private final Delivery delivery;
    private final Connection connection;
    private final long startedMs;
    private final UploadLane upload;

    private volatile @Nullable Progress progress;
    /** How many go first while the job waits for its turn. */
    private volatile @Nullable Long ahead;
    /** When the server last had the word; it is silent only since then. */
    private volatile long listeningSinceMs;
    /** Whether it is the server's turn: while we are busy with a message, its silence means nothing. */
    private volatile boolean listening = true;

    private volatile boolean heard;

    /**
     * @param resumed the job to go on with; null: a new one
     * @param taken hears the job's id as soon as the server has said it
     */
    Conversation(
            UploadRequest request,
            ClientRuntime runtime,
            ProgressListener listener,
            Mono<Void> ending,
            @Nullable JobId resumed,
            Consumer<JobId> taken,
            OpenFiles files,
            Connection connection,
            long startedMs) {
        this.request = request;
        this.runtime = runtime;
        this.listener = listener;
        this.ending = ending;
        this.resumed = resumed;
        this.taken = taken;
        this.video = files.video();
        this.delivery = files.delivery();
        this.connection = connection;
        this.startedMs = startedMs;
        this.listeningSinceMs = nowMs();
        this.upload = new UploadLane(
                handshake(), files.chunks(), runtime.reading(), message -> Sending.send(connection, message));
    }

    /** Returns the outcome, once the result is complete and verified. */
    Mono<UploadOutcome> run() {
        return Mono.firstWithSignal(incoming(), upload.run().then(Mono.<UploadOutcome>never()), ended(), heartbeat());
    }

    /** Never emits; ends the video where it is when that is asked for. */
    private Mono<UploadOutcome> ended() {
        return ending.doOnSuccess(unused -> upload.end()).then(Mono.never());
    }

    private Handshake handshake() {
        JobWishes wishes = request.wishes();
        return new Handshake(
                Handshake.VERSION,
                request.source() instanceof UploadSource.AtServer ? Mode.FILE : Mode.STREAM,
                request.container(),
                wishes.codec(),
                wishes.tiles(),
                wishes.filters(),
                request.source().name(),
                wishes.live() ? null : video.size(),
                wishes.live(),
                request.continuation().detach(),
                request.preview(),
                null,
                resumed == null ? null : new Resume(resumed, delivery.storedBytes()),
                wishes.encoder(),
                wishes.onMissing());
    }

    private Mono<UploadOutcome> incoming() {
        return messages()
                .concatMap(this::handle, 1)
                .next()
                .switchIfEmpty(Mono.error(() -> lost("it was closed before the result was there", null)));
    }

    private Flux<ServerMessage> messages() {
        MessageDecoder<ServerMessage> decoder = MessageDecoder.ofServerMessages();
        return connection
                .inbound()
                .receive()
                .map(decoder::decode)
                .onErrorMap(this::unheard)
                .concatMapIterable(messages -> messages, 1);
    }

    /** What comes first and is no message comes from something else than a server of ours. */
    private Throwable unheard(Throwable error) {
        if (!(error instanceof TeselaException known)) {
            return lost(reasonOf(error), error);
        }
        return heard ? known : ForeignAnswer.explain(request.server(), known);
    }

    /** Completes when the message is dealt with; emits the outcome with the last one. */
    private Mono<UploadOutcome> handle(ServerMessage message) {
        listening = false;
        heard = true;
        return deal(message).switchIfEmpty(Mono.fromRunnable(this::listen));
    }

    private Mono<UploadOutcome> deal(ServerMessage message) {
        if (message instanceof Accepted accepted) {
            return begin(accepted).then(Mono.empty());
        } else if (message instanceof Detached detached) {
            return Mono.just(new UploadOutcome.LeftBehind(detached.job()));
        } else if (isStored(message)) {
            return Mono.fromCallable(() -> store(message))
                    .subscribeOn(runtime.writing())
                    .flatMap(this::complete);
        }
        return Mono.fromRunnable(() -> note(message));
    }

    private Mono<Void> begin(Accepted accepted) {
        if (resumed == null && accepted.uploadOffset() != 0 && !accepted.uploadComplete()) {
            return Mono.error(new TeselaException(
                    FailureCode.BAD_MESSAGE,
                    "accepted: upload_offset: " + accepted.uploadOffset() + " (expected: 0 for a new job)"));
        }
        if (video instanceof NoVideo && !accepted.uploadComplete()) {
            return Mono.error(new TeselaException(
                    FailureCode.UNKNOWN_JOB,
                    "job: " + accepted.job() + ": only " + accepted.uploadOffset()
                            + " bytes of its video are at the server (expected: all; upload --resume sends the rest)"));
        }
        ahead = null;
        taken.accept(accepted.job());
        listener.accepted(accepted.job());
        String advice = accepted.advice();
        if (resumed == null && advice != null) {
            listener.advised(advice);
        }
        return upload.startAt(accepted.uploadOffset(), accepted.uploadComplete());
    }

    private static boolean isStored(ServerMessage message) {
        return message instanceof Output
                || message instanceof Attachment
                || message instanceof Preview
                || message instanceof Result;
    }

    private byte @Nullable [] store(ServerMessage message) {
        if (message instanceof Output output) {
            upload.acknowledge(delivery.store(output));
        } else if (message instanceof Attachment attachment) {
            delivery.attach(attachment);
        } else if (message instanceof Preview preview) {
            delivery.show(preview);
        } else if (message instanceof Result result) {
            return delivery.report(result);
        }
        return null;
    }

    private void note(ServerMessage message) {
        if (message instanceof Queued queued) {
            ahead = queued.ahead();
        } else if (message instanceof Grant grant) {
            upload.grant(grant.offset());
        } else if (message instanceof Progress news) {
            progress = news;
            upload.confirmed(news.uploaded());
        } else if (message instanceof Failure failure) {
            throw failure.toException();
        }
    }

    private void listen() {
        listeningSinceMs = nowMs();
        listening = true;
    }

    private Mono<UploadOutcome> complete(byte[] report) {
        listening = false;
        return Mono.fromCallable(() -> outcome(delivery.complete(report))).subscribeOn(runtime.writing());
    }

    private UploadOutcome outcome(byte[] report) {
        Duration took = Duration.ofMillis(nowMs() - startedMs);
        return new UploadOutcome.Finished(ReportJson.read(report), new String(report, StandardCharsets.UTF_8), took);
    }

    /** Never emits; fails when the server has been silent for too long. */
    private Mono<UploadOutcome> heartbeat() {
        return Flux.interval(UploadClient.HEARTBEAT, runtime.timer())
                .onBackpressureDrop()
                .doOnNext(beat -> beat())
                .then(Mono.never());
    }

    private void beat() {
        long silentMs = nowMs() - listeningSinceMs;
        if (listening && silentMs > request.server().idleTimeout().toMillis()) {
            throw lost("the server said nothing for " + silentMs / 1000 + " s", null);
        }
        listener.progress(
                new UploadProgress(upload.sentBytes(), video.size(), delivery.storedBytes(), ahead, progress));
    }

    private ConnectionLost lost(String reason, @Nullable Throwable cause) {
        return new ConnectionLost(
                "lost the connection to " + request.server() + ": " + reason + " (expected: a result)", cause);
    }

    private static String reasonOf(Throwable error) {
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }

    private long nowMs() {
        return runtime.timer().now(TimeUnit.MILLISECONDS);
    }
}
