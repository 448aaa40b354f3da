package io.tesela.ingest.output;

import io.tesela.ingest.blocking.BlockingCall;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Reads a file that grows in pieces, as far as it may be read: an output as far as whole segments are there, an upload as far as it has come.
 *
 * <ul>
 *   <li><b>Backpressure:</b> reads on demand; holds one piece.
 *   <li><b>Order:</b> by offset, without a gap.
 *   <li><b>Threads:</b> reads on {@code ioScheduler}.
 *   <li><b>Errors:</b> of who tells its lengths, and of the disk.
 * </ul>
 */
public final class GrowingPieces {
    private static final int PIECE_BYTES = 256 * 1024;

    private final Flux<Long> lengths;
    private final Reading reading;
    private final Scheduler ioScheduler;
    private final AtomicLong position;

    /** Reads bytes into a buffer, from a position on; returns how many, below 0 at the end. Blocks. */
    @FunctionalInterface
    public interface Reading {
        int read(ByteBuffer target, long position) throws IOException;
    }

    /**
     * @param lengths how many bytes there are; grow
     * @param from how many leading bytes are not wanted
     */
    public GrowingPieces(Flux<Long> lengths, Reading reading, long from, Scheduler ioScheduler) {
        this.lengths = lengths;
        this.reading = reading;
        this.position = new AtomicLong(from);
        this.ioScheduler = ioScheduler;
    }

    /** Emits the pieces as they come, to one subscriber; completes with the last byte. */
    public Flux<ByteBuffer> pieces() {
        return lengths.onBackpressureLatest().concatMap(this::upTo, 0);
    }

    /** Not interrupted when the reader goes: the file may be another one's, too. */
    private Flux<ByteBuffer> upTo(long length) {
        return position.get() >= length
                ? Flux.empty()
                : Mono.defer(() -> BlockingCall.on(ioScheduler, () -> readOne(length), unread -> {}))
                        .repeat(() -> position.get() < length);
    }

    private ByteBuffer readOne(long length) throws IOException {
        long from = position.get();
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, length - from));
        while (piece.hasRemaining()) {
            if (reading.read(piece, from + piece.position()) < 0) {
                throw new EOFException("the file ends before " + length + " bytes");
            }
        }
        position.set(from + piece.flip().remaining());
        return piece;
    }
}
