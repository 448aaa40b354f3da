package io.tesela.ingest.job;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.ingest.blocking.BlockingCall;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.spool.ChecksumReading;
import io.tesela.ingest.spool.MediaFile;
import io.tesela.ingest.spool.Spool;
import io.tesela.wire.ServerMessage.Grant;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * The way of a video from its client into the spool, a bounded stretch ahead of the decoder.
 *
 * <p>A client that has lost its connection comes back on another, while bytes of the first may still be on their way: so each
 * {@link #takeOver} ends the time of whoever wrote before.
 *
 * <ul>
 *   <li><b>Backpressure:</b> the client is granted bytes up to {@link IngestConfig.Flow#uploadAheadBytes} ahead of the decoder;
 *       where the decoder needs the whole file, or needs no more of it, or the client wants to go, ahead of what has been written, up to the largest
 *       upload and one byte more, so that a longer one is refused rather than left waiting.
 *   <li><b>Threads:</b> writes on {@code ioScheduler}.
 *   <li><b>Errors:</b> too long, or not what the client's checksum says; the spool then fails its readers.
 * </ul>
 */
final class Upload {
    private static final long ENDLESS = Long.MAX_VALUE - 1;

    private final Spool spool;
    private final Completion completion;
    private final IngestConfig.Flow limits;
    private final boolean live;
    private final long maxBytes;
    private final Scheduler ioScheduler;
    private final Sinks.Many<Boolean> moved = Sinks.many().replay().latest();
    private final Sinks.Empty<Void> sniffed = Sinks.empty();
    private final Sinks.Empty<Void> complete = Sinks.empty();
    /** Held while bytes are written, so that nobody takes over in the middle. */
    private final Object writing = new Object();

    private volatile boolean decoded;
    private volatile boolean hurried;
    private long writers;

    /** Hears that an upload is complete, before anybody else does. */
    @FunctionalInterface
    interface Completion {
        /**
         * Every byte is there and right.
         *
         * @param sha256 of the upload, hex
         */
        void uploaded(long bytes, String sha256) throws IOException;
    }

    /**
     * @param spool empty, or as far as a former life of this ingest had come
     * @param live whether the upload may never end; it must then be one that can be decoded as it comes
     */
    Upload(Spool spool, Completion completion, IngestConfig.Flow limits, boolean live, Scheduler ioScheduler) {
        this.spool = spool;
        this.completion = completion;
        this.limits = limits;
        this.live = live;
        this.maxBytes = live ? ENDLESS : limits.maxUploadBytes();
        this.ioScheduler = ioScheduler;
        moved();
        spool.onRead(this::moved);
        tellState();
    }

    /**
     * A connection that writes.
     *
     * @param number counts them; the last one writes
     * @param written bytes that are there, so where its bytes begin
     * @param complete whether they are all
     */
    record Writer(long number, long written, boolean complete) {}

    /** Has another connection write, from now on; waits for a write that is under way. */
    Writer takeOver() {
        synchronized (writing) {
            writers++;
            return new Writer(writers, spool.written(), spool.whole());
        }
    }

    /** Writes bytes that were granted under another name: those between pictures are none of the client's. */
    Mono<Long> appendGranted(Writer of, ByteBuffer bytes) {
        return BlockingCall.on(ioScheduler, () -> appendNow(of, bytes), written -> {});
    }

    /** Writes the next bytes once they may come: a client that goes beyond its grants is not heard until then, and meets TCP. */
    Mono<Long> append(Writer of, ByteBuffer bytes) {
        return admission(bytes.remaining())
                .then(BlockingCall.on(ioScheduler, () -> appendNow(of, bytes), written -> {}));
    }

    /**
     * Ends the upload.
     *
     * @param sha256 of it, as its client says; null: it says none
     */
    Mono<Void> complete(Writer of, @Nullable String sha256) {
        return BlockingCall.<Boolean>on(ioScheduler, () -> completeNow(of, sha256), unused -> {})
                .then();
    }

    /** Completes when every byte is there and right; a video that is read in place is read for its checksum, which nobody has said. */
    Mono<Void> toTheEnd() {
        return Mono.defer(() -> spool.whole() && !spool.complete() ? readThrough() : completed());
    }

    private Mono<Void> readThrough() {
        return Mono.defer(() -> readThrough(spool.readThrough())).onErrorMap(EOFException.class, MediaFile::changed);
    }

    /** In slices: whoever cancels, or waits for a thread, does not wait for all of it. */
    private Mono<Void> readThrough(ChecksumReading reading) {
        return BlockingCall.<Boolean>on(ioScheduler, reading::readOn, unused -> {})
                .repeat(() -> !reading.ended())
                .then(BlockingCall.<Boolean>on(ioScheduler, () -> readThroughNow(reading.sha256()), unused -> {}))
                .then();
    }

    /** Completes when the decoder can be opened. */
    Mono<Void> decodable() {
        return sniffed.asMono();
    }

    /** Has the client send all of it, since the decoder cannot do without; completes when every byte is there and right. */
    Mono<Void> whole() {
        return Mono.defer(() -> {
            if (live) {
                return Mono.error(notLive());
            }
            spool.demandWholeFile();
            moved();
            return spool.whole() ? Mono.empty() : completed();
        });
    }

    /** Completes when every byte is there and right. */
    Mono<Void> completed() {
        return complete.asMono();
    }

    /** Emits how many bytes are there, and again when there are more; completes when they are all. */
    Flux<Long> lengths() {
        return Flux.defer(() -> spool.whole() ? Flux.empty() : growth())
                .concatWith(Mono.fromSupplier(spool::written))
                .distinctUntilChanged();
    }

    private Flux<Long> growth() {
        return moved.asFlux()
                .onBackpressureLatest()
                .map(unused -> spool.written())
                .takeUntilOther(complete.asMono());
    }

    /** Notes that the decoder has all its frames: what is still to come holds up nobody. */
    void decoded() {
        decoded = true;
        spool.readToTheEnd();
        moved();
    }

    /** Has the client granted all it has, however far behind the decoder is: it wants to go. */
    void hurry() {
        hurried = true;
        moved();
    }

    /** Returns whether the decoder cannot start before all is there, which it is not. */
    boolean waitsForAll() {
        return spool.needsWholeFile().orElse(false) && !spool.whole();
    }

    /** Emits each larger grant of one connection, in steps of a quarter of what may be ahead; see {@link #grants(long)}. */
    Flux<Grant> grants() {
        return grants(limits.uploadAheadBytes() / 4);
    }

    /**
     * Emits each larger grant of one connection; completes with the upload, so at once where there is none.
     *
     * @param stepBytes how much larger it is at least
     */
    Flux<Grant> grants(long stepBytes) {
        Grants told = new Grants(stepBytes);
        return spool.whole()
                ? Flux.empty()
                : moved.asFlux()
                        .onBackpressureLatest()
                        .concatMap(unused -> Mono.justOrEmpty(told.next()), 0)
                        .takeUntilOther(complete.asMono());
    }

    Spool spool() {
        return spool;
    }

    private Mono<Void> admission(int length) {
        return moved.asFlux().any(unused -> admits(length)).then();
    }

    /** What is too long is let through to be refused, and so is what a decoder without a byte waits for. */
    private boolean admits(int length) {
        long end = spool.written() + length;
        return end <= grantable() || end > maxBytes || base() >= spool.written();
    }

    /** What comes from a connection whose time is over goes nowhere: its client says it again on another. */
    private long appendNow(Writer of, ByteBuffer bytes) throws IOException {
        synchronized (writing) {
            return of.number() == writers ? appendNow(bytes) : spool.written();
        }
    }

    private long appendNow(ByteBuffer bytes) throws IOException {
        if (spool.written() + bytes.remaining() > maxBytes) {
            throw new TeselaException(
                    FailureCode.TOO_LARGE, "upload: more than " + maxBytes + " bytes (expected: at most that)");
        }
        long written = spool.append(bytes);
        if (live && (waitsForAll() || undecidedFor(limits.uploadAheadBytes()))) {
            throw notLive();
        }
        tellState();
        moved();
        return written;
    }

    private void tellState() {
        if (spool.whole() || !spool.needsWholeFile().orElse(true)) {
            sniffed.tryEmitEmpty();
        }
        if (spool.complete()) {
            complete.tryEmitEmpty();
        }
    }

    private static TeselaException notLive() {
        return new TeselaException(
                FailureCode.NOT_A_VIDEO,
                "live: this video can be decoded only when all of it is there (expected: one that can be from its"
                        + " beginning, such as MPEG-TS, Matroska or fragmented MP4)");
    }

    private boolean undecidedFor(long bytes) {
        return spool.needsWholeFile().isEmpty() && spool.written() > bytes;
    }

    private boolean readThroughNow(String sha256) throws IOException {
        synchronized (writing) {
            completeNow(sha256, sha256);
        }
        return true;
    }

    private boolean completeNow(Writer of, @Nullable String said) throws IOException {
        String actual = spool.checksum();
        synchronized (writing) {
            if (of.number() == writers) {
                completeNow(said == null ? actual : said, actual);
            }
            return of.number() == writers;
        }
    }

    private void completeNow(String said, String actual) throws IOException {
        try {
            spool.complete(said, actual);
            completion.uploaded(spool.written(), said);
        } catch (TeselaException e) {
            spool.fail(e);
            throw e;
        }
        tellState();
    }

    /** The decoder has read on, or the client has written: any thread, one at a time. */
    private synchronized void moved() {
        moved.emitNext(true, Sinks.EmitFailureHandler.FAIL_FAST);
    }

    private long grantable() {
        return Math.min(maxBytes + 1, base() + limits.uploadAheadBytes());
    }

    private long base() {
        boolean streaming = !decoded
                && !hurried
                && spool.needsWholeFile().map(whole -> !whole).orElse(false);
        return streaming ? spool.readPosition() : spool.written();
    }

    /** What one connection was granted. */
    private final class Grants {
        private final long stepBytes;
        private long granted;

        Grants(long stepBytes) {
            this.stepBytes = stepBytes;
        }

        /** Grants in steps, so that they cost nothing, but always up to the end. */
        private Optional<Grant> next() {
            long grant = grantable();
            boolean step = granted == 0 || grant > maxBytes || grant - granted >= stepBytes;
            if (grant <= granted || !step) {
                return Optional.empty();
            }
            granted = grant;
            return Optional.of(new Grant(grant));
        }
    }
}
