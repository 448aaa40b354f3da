package io.tesela.kafka.flow;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads a whole topic from its beginning and then follows it, outside of any group.
 *
 * <ul>
 *   <li><b>Backpressure:</b> as {@link RecordSource}; nothing is acknowledged.
 *   <li><b>Order:</b> offsets of one partition are in order; partitions interleave.
 *   <li><b>Threads:</b> signals come on the transport's scheduler.
 *   <li><b>Errors:</b> as {@link RecordSource}; after a reconnection reading goes on where it stopped, nothing is repeated.
 * </ul>
 */
public interface LogTail {
    /** Emits every record of every partition; one subscriber at a time; completes only when the transport is closed. */
    Flux<FlowRecord> records();

    /**
     * Completes once everything that was in the log when this was subscribed has been emitted by {@link #records()} and its
     * {@code onNext} has returned; does not complete while nobody subscribes to, or requests from, {@code records()}. Only
     * for downstreams without a thread hop does "emitted" mean "handled".
     */
    Mono<Void> caughtUp();
}
