package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.TransportException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Ends one connection of a source with a retryable error when it is owed records and gets none.
 *
 * <p>The poll loop may be what stands still, so nothing is asked of it: what is owed comes from the ends of the logs, which
 * another client is asked for, and only in times in which nothing was delivered. The error comes when the old connection is
 * closed, so that its owner hears of the loss before it hears of a gain.
 *
 * <p>For one subscriber. Threads: works on the scheduler given.
 *
 * @param <T> what the connection emits
 */
final class Watchdog<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final int LOOKS = 4;
    /** Longer than a consumer's own time for closing. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Duration limit;
    private final Watched<T> watched;
    private final Mono<Map<Integer, Long>> ends;
    private final Runnable rebuilding;
    private final Scheduler scheduler;
    private final DemandTally tally = new DemandTally();
    private final StallWatch watch;
    private long deliveredBefore = -1;
    private volatile @Nullable Sight stalled;

    /**
     * @param name what is read, for whom
     * @param limit how long the connection may be owed records and get none; looked at four times in that time
     * @param ends asks where the logs end, by partition
     * @param rebuilding is called when the connection is given up
     */
    Watchdog(
            String name,
            Duration limit,
            Watched<T> watched,
            Mono<Map<Integer, Long>> ends,
            Runnable rebuilding,
            Scheduler scheduler) {
        this.name = name;
        this.limit = limit;
        this.watched = watched;
        this.ends = ends;
        this.rebuilding = rebuilding;
        this.scheduler = scheduler;
        this.watch = new StallWatch(limit);
    }

    /** Returns the records of the connection, which is cancelled when it stands still. */
    Flux<T> guard(Flux<T> records) {
        return tally.counting(records, watched::emitted)
                .takeUntilOther(stall())
                .concatWith(Flux.defer(this::afterwards));
    }

    /** Emits, once, when the connection has stood still for the limit. */
    private Mono<Sight> stall() {
        return Flux.interval(limit.dividedBy(LOOKS), scheduler)
                .onBackpressureDrop()
                .concatMap(tick -> look(), 1)
                .filter(sight -> watch.stalled(sight, scheduler.now(TimeUnit.MILLISECONDS)))
                .next()
                .doOnNext(this::found);
    }

    /** While records flow, or nothing is owned, nobody is asked anything. */
    private Mono<Sight> look() {
        long delivered = tally.delivered();
        boolean quiet = delivered == deliveredBefore && !watched.partitions().isEmpty();
        deliveredBefore = delivered;
        return quiet ? lookFurther() : Mono.fromSupplier(this::sight);
    }

    private Mono<Sight> lookFurther() {
        return ends.doOnNext(watched::endAt)
                .then(Mono.fromSupplier(this::sight))
                .onErrorResume(TransportException.class, this::unseen);
    }

    // A cluster that does not answer gives no records either, and that is nobody's stall.
    private Mono<Sight> unseen(TransportException error) {
        LOG.atDebug().setCause(error).addKeyValue("source", name).log("the ends of the logs are not known");
        watch.reset();
        return Mono.empty();
    }

    private Sight sight() {
        return tally.sight(watched.partitions());
    }

    private void found(Sight sight) {
        stalled = sight;
        rebuilding.run();
    }

    /** What follows the records: nothing where the receiver has completed, else the error, once it is closed. */
    private Flux<T> afterwards() {
        Sight found = stalled;
        return found == null ? Flux.empty() : closing().thenMany(Flux.error(() -> failure(found)));
    }

    private Mono<Void> closing() {
        return watched.over().timeout(CLOSE_PATIENCE, scheduler).onErrorResume(TimeoutException.class, this::abandon);
    }

    private TransportException failure(Sight found) {
        long owed = found.partitions().stream().mapToLong(Sight.Partition::owed).sum();
        return new TransportException(
                "reading " + name + ": " + owed + " records wait (expected: one delivered within " + limit + ")",
                true,
                null);
    }

    private Mono<Void> abandon(TimeoutException timeout) {
        LOG.atError()
                .addKeyValue("source", name)
                .log(
                        "a receiver that stands still does not close; its group misses it after the longest poll interval");
        return Mono.fromRunnable(watched::abandon);
    }
}
