package io.tesela.ingest.output;

import io.tesela.wire.ServerMessage;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Reads a job's output as messages for its client, as far as whole segments are there.
 *
 * <ul>
 *   <li><b>Backpressure:</b> reads on demand; holds one message.
 *   <li><b>Order, Threads, Errors:</b> see {@link GrowingPieces}.
 * </ul>
 */
public final class OutputRelay {
    private final GrowingPieces pieces;
    private long position;

    /** @param from how many leading bytes the client has */
    public OutputRelay(JobOutput output, long from, Scheduler ioScheduler) {
        this.pieces = new GrowingPieces(output.lengths(), (target, at) -> output.read(at, target), from, ioScheduler);
        this.position = from;
    }

    /** Emits the output that the client does not have, as it comes, to one subscriber; completes with the last byte. */
    public Flux<ServerMessage.Output> messages() {
        return pieces.pieces().map(this::message);
    }

    private ServerMessage.Output message(ByteBuffer piece) {
        ServerMessage.Output message = ServerMessage.Output.of(position, piece);
        position += message.payload().remaining();
        return message;
    }
}
