package io.tesela.kafka.flow;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Publishes records and tells when they are safe.
 *
 * <ul>
 *   <li><b>Backpressure:</b> at most {@link SinkSettings#maxInFlightRecords()} records and
 *       {@link SinkSettings#maxInFlightBytes()} bytes (one call is always admitted) are with the carrier and not yet
 *       acknowledged; further calls wait, first come first served, and hold their own records. So the caller bounds the number
 *       of its concurrent calls, as with {@code flatMap(sink::send, concurrency, prefetch)}.
 *   <li><b>Order:</b> records of one partition land in the order in which their {@code Mono}s were subscribed by one thread,
 *       except for those whose {@code Mono} fails.
 *   <li><b>Threads:</b> subscribing never blocks; signals come on the transport's scheduler.
 *   <li><b>Errors:</b> {@link TransportException}; a retryable one means that the record may or may not have landed, and that
 *       sending it again is up to the caller. Cancelling does not recall what was already handed to the carrier.
 * </ul>
 */
public interface RecordSink extends AutoCloseable {
    /** Publishes one record on subscription; emits where it landed once all replicas have acknowledged it. */
    Mono<Position> send(FlowRecord record);

    /**
     * Publishes records on subscription; emits where they landed, in the order given, once all are acknowledged. The list
     * counts as one call against the limits. On an error any of the others may have landed.
     *
     * @param records may be empty
     */
    Mono<List<Position>> sendAll(List<FlowRecord> records);

    /** Waits a bounded time for what is in flight, then fails the rest and every later call. */
    @Override
    void close();
}
