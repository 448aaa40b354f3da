package io.tesela.client.upload;

import io.tesela.wire.ClientMessage;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Eof;
import io.tesela.wire.ClientMessage.Handshake;
import io.tesela.wire.ClientMessage.Received;
import java.nio.ByteBuffer;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * What a client says: the handshake, then the video as it is granted, and acknowledgements in between.
 *
 * <ul>
 *   <li><b>Backpressure:</b> one message is given to the connection at a time. Behind it at most two chunks wait, read from
 *       the video only below the grant; of grants and acknowledgements, which are cumulative, only the newest is kept.
 *   <li><b>Order:</b> chunks by offset, {@code eof} after the last.
 *   <li><b>Threads:</b> the video is read on the scheduler given; {@link #grant} and {@link #confirmed} one at a time, as
 *       {@link #acknowledge}.
 *   <li><b>Errors:</b> a file that cannot be read. A connection that does not take a message only ends the talking: why it broke
 *       is for the other direction to say, where the server's {@code error} may still be on its way.
 * </ul>
 */
final class UploadLane {
    /** A quarter of what a message may carry: small enough that acknowledgements are never far behind. */
    static final int CHUNK_BYTES = 256 << 10;

    private final Handshake handshake;
    private final Scheduler reading;
    private final Function<ClientMessage, Mono<Void>> connection;
    // Bounded by what follows them: onBackpressureLatest always asks for more, so nothing stays in them.
    private final Sinks.Many<Long> grants = Sinks.many().replay().latest();
    private final Sinks.Many<Long> stored = Sinks.many().replay().latest();

    private final Sinks.Empty<Void> cut = Sinks.empty();
    private final ChunkReader chunks;

    private long granted;
    private volatile long sentBytes;

    /** @param connection completes when it has taken a message */
    UploadLane(
            Handshake handshake,
            ChunkReader chunks,
            Scheduler reading,
            Function<ClientMessage, Mono<Void>> connection) {
        this.handshake = handshake;
        this.chunks = chunks;
        this.reading = reading;
        this.connection = connection;
    }

    /** Begins where the server is, before anything is granted; completes when that is done. */
    Mono<Void> startAt(long offset, boolean complete) {
        return Mono.<Void>fromRunnable(() -> chunks.startAt(offset, complete))
                .subscribeOn(reading)
                .doOnSuccess(unused -> sentBytes = offset);
    }

    /** The server takes bytes below {@code offset}. */
    void grant(long offset) {
        granted = offset;
        grants.emitNext(offset, Sinks.EmitFailureHandler.FAIL_FAST);
    }

    /** The server has the bytes below {@code offset}, so that others may be read. */
    void confirmed(long offset) {
        chunks.confirmed(offset);
        if (granted > 0) {
            grants.emitNext(granted, Sinks.EmitFailureHandler.FAIL_FAST);
        }
    }

    /** Ends the video where it is. Threads: any; once the job is accepted. */
    void end() {
        chunks.stop();
        cut.tryEmitEmpty();
    }

    /** The result is stored up to {@code offset}. */
    void acknowledge(long offset) {
        stored.emitNext(offset, Sinks.EmitFailureHandler.FAIL_FAST);
    }

    /** Returns how many bytes of the video the connection has taken. */
    long sentBytes() {
        return sentBytes;
    }

    /** Talks until it is cancelled; never completes by itself. */
    Mono<Void> run() {
        return Flux.concat(Mono.just(handshake), Flux.merge(1, acknowledgements(), chunks()))
                .concatMap(this::say, 0)
                .then();
    }

    private Flux<ClientMessage> acknowledgements() {
        return stored.asFlux().onBackpressureLatest().map(Received::new);
    }

    private Flux<ClientMessage> chunks() {
        return Flux.merge(
                        1, grants.asFlux().onBackpressureLatest(), cut.asMono().thenReturn(0L))
                .concatMapIterable(chunks::turns, 1)
                .concatMap(this::read, 0)
                .takeUntil(Eof.class::isInstance);
    }

    /** A read that blocks when the video is ended is left alone: it may never return, and what it brings is nobody's. */
    private Flux<ClientMessage> read(long grant) {
        return chunks.stopped()
                ? Flux.fromIterable(chunks.messages(ByteBuffer.allocate(0)))
                : Mono.fromCallable(() -> chunks.next(grant))
                        .subscribeOn(reading)
                        .takeUntilOther(cut.asMono())
                        .onErrorResume(error -> chunks.stopped(), interrupted -> Mono.empty())
                        .flatMapIterable(chunks::messages);
    }

    private Mono<Void> say(ClientMessage message) {
        return connection.apply(message).onErrorResume(error -> Mono.never()).doOnSuccess(taken -> count(message));
    }

    private void count(ClientMessage message) {
        if (message instanceof Chunk chunk) {
            sentBytes = chunk.offset() + chunk.payload().remaining();
        }
    }
}
