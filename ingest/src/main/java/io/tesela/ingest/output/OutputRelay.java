package io.tesela.ingest.output;

import io.tesela.ingest.blocking.BlockingCall;
import io.tesela.wire.ServerMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
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
    private final Scheduler ioScheduler;
    private volatile long position;

    /** @param from how many leading bytes the client has */
    public OutputRelay(JobOutput output, long from, Scheduler ioScheduler) {
        this.output = output;
        this.position = from;
        this.ioScheduler = ioScheduler;
    }

    /** Emits the output that the client does not have, as it comes, to one subscriber; completes with the last byte. */
    public Flux<ServerMessage.Output> messages() {
        return output.lengths().onBackpressureLatest().concatMap(this::upTo, 0);
    }

    /** Not interrupted when the client goes: the file stays open for the next one. */
    private Flux<ServerMessage.Output> upTo(long length) {
        return position >= length
                ? Flux.empty()
                : Mono.defer(() -> BlockingCall.on(ioScheduler, () -> readOne(length), unread -> {}))
                        .repeat(() -> position < length);
    }

    private ServerMessage.Output readOne(long length) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, length - position));
        while (chunk.hasRemaining()) {
            output.read(position + chunk.position(), chunk);
        }
        ServerMessage.Output message = ServerMessage.Output.of(position, chunk.flip());
        position = message.offset() + message.payload().remaining();
        return message;
    }
}
