package io.tesela.kafka.flow;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/**
 * Sends again, with growing pauses, what failed retryably, until it has landed: a broker that is away ends no job.
 *
 * <ul>
 *   <li><b>Backpressure:</b> of the sink; a call that pauses is held by its caller alone, whose concurrency bounds them.
 *   <li><b>Order:</b> of the sink, but a call that is sent again may land behind later ones, and may have landed before.
 *   <li><b>Threads:</b> pauses on the timer; else those of the sink.
 *   <li><b>Errors:</b> those that are not retryable. Cancelling ends the tries.
 *   <li><b>Ownership:</b> closes the sink.
 * </ul>
 */
public final class RetryingSink implements RecordSink {
    private static final Logger LOG = LoggerFactory.getLogger(RetryingSink.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final RecordSink sink;
    private final Retry retry;

    /** @param timer for pauses */
    public RetryingSink(RecordSink sink, Scheduler timer) {
        this.sink = sink;
        this.retry = untilItPasses(timer);
    }

    /** Returns how whatever failed retryably is tried again, for those that ask the carrier something before they send. */
    public static RetryBackoffSpec untilItPasses(Scheduler timer) {
        return Retry.backoff(Long.MAX_VALUE, PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .scheduler(timer)
                .filter(error -> error instanceof TransportException known && known.retryable())
                .doBeforeRetry(RetryingSink::tryingAgain);
    }

    @Override
    public Mono<Position> send(FlowRecord record) {
        return sink.send(record).retryWhen(retry);
    }

    @Override
    public Mono<List<Position>> sendAll(List<FlowRecord> records) {
        return sink.sendAll(records).retryWhen(retry);
    }

    @Override
    public void close() {
        sink.close();
    }

    private static void tryingAgain(Retry.RetrySignal signal) {
        (signal.totalRetries() == 0 ? LOG.atWarn() : LOG.atDebug())
                .setCause(signal.failure())
                .addKeyValue("tries", signal.totalRetries() + 1)
                .log("the carrier failed; trying again");
    }
}
