package io.tesela.client.upload;

import java.time.Duration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * The threads of a client: wiring, to be made once and closed at the end.
 *
 * @param reading may block on the video; one thread, so that reads come in order
 * @param writing may block on the result; one thread, so that what deletes a file comes after what writes it
 * @param timer measures time; never blocks
 * @param loops threads of the network
 */
public record ClientRuntime(Scheduler reading, Scheduler writing, Scheduler timer, LoopResources loops)
        implements AutoCloseable {
    private static final Duration QUIET_PERIOD = Duration.ZERO;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** Returns new threads; all are daemons. */
    public static ClientRuntime create() {
        return new ClientRuntime(
                Schedulers.newSingle("client-reading", true),
                Schedulers.newSingle("client-writing", true),
                Schedulers.newSingle("client-timer", true),
                LoopResources.create("client-network", 1, true));
    }

    /** Ends the threads; what still runs on them is interrupted. */
    @Override
    public void close() {
        loops.disposeLater(QUIET_PERIOD, CLOSE_TIMEOUT).block(CLOSE_TIMEOUT.multipliedBy(2));
        reading.dispose();
        writing.dispose();
        timer.dispose();
    }
}
