package io.tesela.processor.custody;

import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.TransportException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * One partition, from its assignment to its revocation: what was inherited with it, and what is noted of it.
 *
 * <ul>
 *   <li><b>Threads:</b> any.
 *   <li><b>Errors:</b> {@link TransportException} of the look and of notes, retryable ones of a carrier that does not answer; none
 *       once the partition is held no longer, since that ends what was to be done with it.
 * </ul>
 */
public final class HeldPartition {
    private static final Logger LOG = LoggerFactory.getLogger(HeldPartition.class);
    /** As long as a source may stand still before it is made anew: it would stand still for this, without being owed anything. */
    private static final Duration NOTE_PATIENCE = Duration.ofSeconds(30);

    private final int partition;
    private final long generation;
    private final RecordSource source;
    private final Scheduler timer;
    private final Mono<HeldPartition> taken;
    private volatile Custody custody = Custody.NONE;
    private volatile boolean over;

    /**
     * @param look how all partitions fared until now, asked once for all that were assigned together
     * @param timer for patience
     */
    HeldPartition(
            int partition,
            long generation,
            Mono<Map<Integer, ServiceView>> look,
            RecordSource source,
            Scheduler timer) {
        this.partition = partition;
        this.generation = generation;
        this.source = source;
        this.timer = timer;
        this.taken = look.map(views -> inherit(views.get(partition)))
                .flatMap(this::note)
                .onErrorResume(TransportException.class, this::unlessOver)
                .cache();
    }

    /** Returns what was inherited; nothing is known before {@link #taken}. */
    public Custody custody() {
        return custody;
    }

    /** Returns whether the partition has not been taken away. */
    public boolean held() {
        return !over;
    }

    /**
     * Emits this when it is known what was inherited, and noted that somebody is at work: from then on a death is seen. Done once,
     * on the first subscription. Empty if the partition is held no longer.
     */
    Mono<HeldPartition> taken() {
        return taken;
    }

    /** Emits this once a custody is noted, and goes with every commit; empty if the partition is held no longer. */
    Mono<HeldPartition> note(Custody noted) {
        return Mono.defer(() -> over ? Mono.empty() : store(CustodyNote.atWork(noted)));
    }

    long generation() {
        return generation;
    }

    /** The partition was taken away. */
    void end() {
        over = true;
    }

    private Custody inherit(@Nullable ServiceView found) {
        if (found != null) {
            custody = Custody.inherited(found);
        }
        if (custody.deaths() > 0) {
            LOG.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("deaths", custody.deaths())
                    .addKeyValue("suspectBelow", custody.suspectBelow())
                    .addKeyValue("blamed", custody.blamed())
                    .log("the former owner of a partition has died");
        }
        return custody;
    }

    private Mono<HeldPartition> store(String note) {
        return source.note(partition, note)
                .timeout(NOTE_PATIENCE, timer)
                .onErrorMap(TimeoutException.class, this::late)
                .onErrorResume(TransportException.class, error -> this.<Void>unlessOver(error))
                .then(Mono.fromSupplier(this::ifHeld));
    }

    private TransportException late(TimeoutException error) {
        return new TransportException(
                "note: partition " + partition + " (expected: stored within " + NOTE_PATIENCE + ")", true, error);
    }

    private <T> Mono<T> unlessOver(TransportException error) {
        return over ? Mono.empty() : Mono.error(error);
    }

    private @Nullable HeldPartition ifHeld() {
        return over ? null : this;
    }
}
