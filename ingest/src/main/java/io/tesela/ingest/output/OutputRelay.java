package io.tesela.ingest.output;

import io.tesela.wire.ServerMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/**
 * Reads a job's output as messages for its client, as far as whole segments are there.
 *
 * <ul>
 *   <li><b>Backpressure:</b> reads on demand; holds one message.
 *   <li><b>Order:</b> by offset, without a gap.
 *   <li><b>Threads:</b> reads on {@code ioScheduler}.
 *   <li><b>Errors:</b> of the output, and of the disk.
 * </ul>
 */
public final class OutputRelay {
    private static final int CHUNK_BYTES = 256 * 1024;

    private final JobOutput output;
    private final LongConsumer grown;
    private final Scheduler ioScheduler;
    private long position;

    /** @param grown told the length of the whole segments each time it grows, however slowly they are taken */
    public OutputRelay(JobOutput output, LongConsumer grown, Scheduler ioScheduler) {
        this.output = output;
        this.grown = grown;
        this.ioScheduler = ioScheduler;
    }

    /** Emits the whole output, as it comes, to one subscriber; completes with the last byte. */
    public Flux<ServerMessage.Output> messages() {
        return output.lengths().doOnNext(grown::accept).onBackpressureLatest().concatMap(this::upTo, 0);
    }

    private Flux<ServerMessage.Output> upTo(long length) {
        return Flux.<ServerMessage.Output>generate(sink -> readOne(length, sink))
                .subscribeOn(ioScheduler);
    }

    private void readOne(long length, SynchronousSink<ServerMessage.Output> sink) {
        if (position >= length) {
            sink.complete();
            return;
        }
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, length - position));
        try {
            while (chunk.hasRemaining()) {
                output.read(position + chunk.position(), chunk);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServerMessage.Output message = ServerMessage.Output.of(position, chunk.flip());
        position += message.payload().remaining();
        sink.next(message);
    }
}
