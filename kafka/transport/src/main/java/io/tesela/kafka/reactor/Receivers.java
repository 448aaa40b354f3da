package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.TransportException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.kafka.receiver.KafkaReceiver;
import reactor.kafka.receiver.ReceiverOptions;
import reactor.kafka.receiver.ReceiverPartition;
import reactor.kafka.receiver.ReceiverRecord;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/**
 * Opens Reactor Kafka's receivers with everything of theirs switched off that we do ourselves, and opens them again when they
 * fail.
 *
 * <p>Off are: its commits, since out of order they lose records or stall; its wait for the pipeline on a rebalance, which
 * counts records that nobody told it about.
 */
final class Receivers {
    private static final Logger LOG = LoggerFactory.getLogger(Receivers.class);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
    private static final int TAIL_POLL_RECORDS = 256;

    private final ClientProperties properties;
    private final KafkaClientMeters meters;
    private final Scheduler scheduler;
    private final Sinks.Empty<Void> closed = Sinks.empty();
    private final AtomicLong tailNumbers = new AtomicLong();
    private final AtomicLong consumerNumbers = new AtomicLong();
    private final Map<Long, CompletableFuture<Void>> openConsumers = new ConcurrentHashMap<>();

    Receivers(ClientProperties properties, KafkaClientMeters meters, Scheduler scheduler) {
        this.properties = properties;
        this.meters = meters;
        this.scheduler = scheduler;
    }

    /** Returns what the session makes of the records of the partitions its group gives it. */
    Flux<Object> group(ConsumerSettings settings, GroupSession session) {
        return receive(groupOptions(settings, session), session);
    }

    /** Returns options by which the session hears what its group gives it. */
    ReceiverOptions<byte[], Object> groupOptions(ConsumerSettings settings, GroupSession session) {
        return options(properties.groupConsumer(settings))
                .subscription(List.of(settings.topic()))
                .addAssignListener(partitions -> session.assigned(topicPartitions(partitions)))
                .addRevokeListener(partitions -> session.revoked(topicPartitions(partitions)));
    }

    /** Returns what the session makes of the records of one partition. */
    Flux<Object> single(ConsumerSettings settings, int partition, GroupSession session) {
        ReceiverOptions<byte[], Object> options = options(properties.groupConsumer(settings))
                .assignment(List.of(new TopicPartition(settings.topic(), partition)))
                .addAssignListener(partitions -> session.assigned(topicPartitions(partitions)))
                .addRevokeListener(partitions -> session.revoked(topicPartitions(partitions)));
        return receive(options, session);
    }

    /** Returns what the session makes of the records of some partitions, from where the session seeks, or the beginning. */
    Flux<Object> tail(String topic, Collection<TopicPartition> partitions, TailSession session) {
        ReceiverOptions<byte[], Object> options = options(
                        properties.tailConsumer(topic, tailNumbers.incrementAndGet(), TAIL_POLL_RECORDS))
                .assignment(partitions)
                .addAssignListener(session::assigned);
        return receive(options, session);
    }

    /** Returns {@code connect}'s flux, made anew with growing pauses while its errors are retryable, until all is closed. */
    <T> Flux<T> reconnecting(String name, Supplier<Flux<T>> connect) {
        return Flux.defer(connect)
                .onErrorMap(error -> KafkaFailures.wrap("reading " + name, error))
                .retryWhen(backoff(name))
                .takeUntilOther(closed.asMono())
                .checkpoint(name);
    }

    /** Completes everything and waits, a bounded time, until all consumers have left their groups. */
    void close() {
        closed.tryEmitEmpty();
        CompletableFuture<Void> all =
                CompletableFuture.allOf(openConsumers.values().toArray(CompletableFuture<?>[]::new));
        try {
            all.get(CLOSE_TIMEOUT.toMillis() + POLL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.atWarn().setCause(e).log("consumers still open; their groups will miss them after the session timeout");
        }
    }

    /** Returns what the hooks make of the records polled. */
    Flux<Object> receive(ReceiverOptions<byte[], Object> options, PollHooks hooks) {
        return KafkaReceiver.create(new TrackedConsumerFactory(hooks, meters, this::opened), options)
                .receive(1)
                .map(ReceiverRecord::value);
    }

    private void opened(CompletableFuture<Void> consumerClosed) {
        long number = consumerNumbers.incrementAndGet();
        openConsumers.put(number, consumerClosed.thenRun(() -> openConsumers.remove(number)));
    }

    ReceiverOptions<byte[], Object> options(Map<String, Object> consumerProperties) {
        return ReceiverOptions.<byte[], Object>create(consumerProperties)
                .pollTimeout(POLL_TIMEOUT)
                .closeTimeout(CLOSE_TIMEOUT)
                .commitInterval(Duration.ZERO)
                .commitBatchSize(0)
                .maxDeferredCommits(0)
                .maxDelayRebalance(Duration.ZERO)
                .schedulerSupplier(() -> scheduler);
    }

    private RetryBackoffSpec backoff(String name) {
        return Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF)
                .maxBackoff(LONGEST_BACKOFF)
                .transientErrors(true)
                .scheduler(scheduler)
                .filter(error -> error instanceof TransportException known && known.retryable())
                .doBeforeRetry(signal -> LOG.atWarn()
                        .setCause(signal.failure())
                        .addKeyValue("source", name)
                        .log("receiver failed; connecting again"));
    }

    private static List<TopicPartition> topicPartitions(Collection<ReceiverPartition> partitions) {
        return partitions.stream().map(ReceiverPartition::topicPartition).toList();
    }
}
