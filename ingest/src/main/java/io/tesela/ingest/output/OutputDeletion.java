package io.tesela.ingest.output;

import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.flow.TransportException;
import io.tesela.kafka.progress.ProgressLog;
import io.tesela.kafka.topic.Topics;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Deletes from this ingest's output partition what no ingest needs any more.
 *
 * <p>Several ingests may share a partition. One needs the records behind its committed offset, and only while a job of its
 * is open in the progress log. The own offset is asked for first, the log is read afterwards: the output of a job that is opened
 * still later lands behind both.
 *
 * <ul>
 *   <li><b>Backpressure:</b> one deletion at a time; none while no output comes.
 *   <li><b>Threads:</b> {@link #taken} from any; the rest on the timer and the transport's scheduler.
 *   <li><b>Errors:</b> those of the carrier are logged: the next time deletes more.
 * </ul>
 */
public final class OutputDeletion {
    private static final Logger LOG = LoggerFactory.getLogger(OutputDeletion.class);

    private final Transport transport;
    private final ProgressLog progress;
    private final String ingest;
    private final int partition;
    private volatile long taken;
    private long deleted;

    /**
     * @param ingest id of this ingest, which is the group that its offsets are committed for
     * @param partition of the output topic, the one it reads
     */
    public OutputDeletion(Transport transport, ProgressLog progress, String ingest, int partition) {
        this.transport = transport;
        this.progress = progress;
        this.ingest = ingest;
        this.partition = partition;
    }

    /** Notes that a record of the partition was taken, so that it is worth looking. */
    public void taken(Delivery delivery) {
        taken = delivery.offset() + 1;
    }

    /** Deletes every {@code period}, until cancelled. */
    public Flux<Void> run(Duration period, Scheduler timer) {
        return Flux.interval(period, timer)
                .onBackpressureDrop()
                .filter(tick -> taken > deleted)
                .concatMap(tick -> deleteNow(), 1);
    }

    private Mono<Void> deleteNow() {
        return committed(ingest)
                .flatMap(own -> progress.caughtUp().then(Mono.defer(() -> safeBelow(own))))
                .flatMap(this::deleteBelow)
                .onErrorResume(TransportException.class, OutputDeletion::later);
    }

    private Mono<Long> safeBelow(long own) {
        return Flux.fromIterable(progress.directory().ingestsOf(partition))
                .filter(other -> !other.equals(ingest))
                .concatMap(this::committed, 1)
                .reduce(own, Math::min);
    }

    private Mono<Long> committed(String group) {
        return transport.service(Topics.OUTPUT, group).map(this::needed);
    }

    private long needed(Map<Integer, ServiceView> views) {
        ServiceView view = views.get(partition);
        return view == null ? 0 : view.committed().orElse(view.begin());
    }

    private Mono<Void> deleteBelow(long offset) {
        if (offset <= deleted) {
            return Mono.empty();
        }
        return transport.deleteBefore(Topics.OUTPUT, Map.of(partition, offset)).doOnSuccess(unused -> deleted = offset);
    }

    private static Mono<Void> later(TransportException error) {
        LOG.atWarn().setCause(error).log("output behind the committed offsets not deleted, trying again soon");
        return Mono.empty();
    }
}
