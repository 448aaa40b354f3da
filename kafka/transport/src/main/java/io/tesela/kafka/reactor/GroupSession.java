package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One connection of a source: what it owns, and what of it is delivered and deleted.
 *
 * <p>Threads: the poll loop's, but for the acknowledgements, {@link #requestNote} and what the watchdog and meters see.
 */
final class GroupSession implements PollHooks, Watched<KafkaDelivery> {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSession.class);
    private static final long POSITION_INTERVAL_MS = 500;

    private final ConsumerSettings settings;
    private final AssignmentListener listener;
    private final AtomicLong generations;
    private final Set<Integer> pausedByOwner;
    private final Consumer<Map<TopicPartition, Long>> truncation;
    private final Scheduler clock;
    private final OwnedPartitions owned;
    private final SessionCommits commits;
    private final Sinks.Empty<Void> over = Sinks.empty();
    private volatile boolean abandoned;
    private volatile @Nullable TrackedConsumer consumer;
    private long nextTruncationMs;
    private long nextPositionMs;

    /**
     * @param generations shared by the sessions of one source
     * @param pausedByOwner partitions that the source's user has paused; shared likewise, written here on revocation only
     * @param truncation deletes records below offsets; must not block
     * @param clock tells the time
     */
    GroupSession(
            ConsumerSettings settings,
            AssignmentListener listener,
            AtomicLong generations,
            Set<Integer> pausedByOwner,
            Consumer<Map<TopicPartition, Long>> truncation,
            Scheduler clock) {
        this.settings = settings;
        this.listener = listener;
        this.generations = generations;
        this.pausedByOwner = pausedByOwner;
        this.owned = new OwnedPartitions(pausedByOwner, settings.maxUnacknowledged());
        this.commits = new SessionCommits(settings, owned);
        this.truncation = truncation;
        this.clock = clock;
    }

    void assigned(Collection<TopicPartition> partitions) {
        if (abandoned) {
            return;
        }
        tell(listener::joined);
        if (partitions.isEmpty()) {
            return;
        }
        long generation = generations.incrementAndGet();
        for (TopicPartition partition : partitions) {
            owned.give(partition, generation);
        }
        Set<Integer> numbers = numbers(partitions);
        LOG.atInfo()
                .addKeyValue("topic", settings.topic())
                .addKeyValue("group", settings.group())
                .addKeyValue("partitions", numbers)
                .addKeyValue("generation", generation)
                .log("partitions assigned");
        tell(() -> listener.assigned(numbers, generation));
    }

    void revoked(Collection<TopicPartition> partitions) {
        List<OwnedPartition> lost = owned.take(partitions);
        TrackedConsumer open = consumer;
        if (!lost.isEmpty()) {
            if (open != null) {
                commits.handOver(open, lost);
            }
            truncate(lost);
            tellRevoked(lost);
            commits.forget(lost);
        }
    }

    @Override
    public void lost(Collection<TopicPartition> partitions) {
        List<OwnedPartition> lost = owned.take(partitions);
        if (!lost.isEmpty()) {
            tellRevoked(lost);
            commits.forget(lost);
        }
    }

    @Override
    public void abandon() {
        abandoned = true;
        List<OwnedPartition> lost = owned.takeAll();
        if (!lost.isEmpty()) {
            tellRevoked(lost);
        }
    }

    private void tellRevoked(List<OwnedPartition> lost) {
        Set<Integer> numbers =
                numbers(lost.stream().map(OwnedPartition::topicPartition).toList());
        pausedByOwner.removeAll(numbers);
        LOG.atInfo()
                .addKeyValue("topic", settings.topic())
                .addKeyValue("group", settings.group())
                .addKeyValue("partitions", numbers)
                .log("partitions revoked");
        tell(() -> listener.revoked(numbers));
    }

    /** Has a note committed before the next poll, which comes at once. Threads: any. */
    void requestNote(int partition, String note, MonoSink<Void> done) {
        commits.request(new NoteRequest(new TopicPartition(settings.topic(), partition), note, done));
        TrackedConsumer polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
    }

    @Override
    public List<Sight.Partition> partitions() {
        return owned.sight();
    }

    @Override
    public void endAt(Map<Integer, Long> ends) {
        owned.endAt(ends);
    }

    @Override
    public void emitted(KafkaDelivery delivery) {
        owned.emitted(new TopicPartition(settings.topic(), delivery.partition()), delivery.generation());
    }

    @Override
    public Mono<Void> over() {
        return over.asMono();
    }

    @Override
    public void beforePoll(TrackedConsumer polling) {
        consumer = polling;
        long now = clock.now(TimeUnit.MILLISECONDS);
        commits.work(polling, now);
        if (settings.deleteBehindCommit() && now >= nextTruncationMs) {
            nextTruncationMs = now + settings.deleteInterval().toMillis();
            truncate(owned.all());
        }
    }

    @Override
    public boolean paused(TopicPartition partition) {
        return owned.paused(partition);
    }

    @Override
    public List<ConsumerRecord<byte[], Object>> polled(
            TopicPartition partition, List<ConsumerRecord<byte[], Object>> records) {
        OwnedPartition state = owned.get(partition);
        if (state == null) {
            throw new IllegalStateException("polled " + partition + ", which was not assigned");
        }
        List<ConsumerRecord<byte[], Object>> deliveries = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], Object> record : records) {
            state.ledger().delivered(record.offset());
            KafkaDelivery delivery = new KafkaDelivery(
                    RecordMapping.toFlow(record),
                    record.partition(),
                    record.offset(),
                    state.generation(),
                    state.ledger());
            deliveries.add(RecordMapping.carrying(record, delivery));
        }
        state.polled(records.size(), records.get(records.size() - 1).offset());
        return deliveries;
    }

    @Override
    public void afterPoll(TrackedConsumer polling) {
        long now = clock.now(TimeUnit.MILLISECONDS);
        if (now >= nextPositionMs) {
            nextPositionMs = now + POSITION_INTERVAL_MS;
            owned.all().forEach(state -> notePosition(polling, state));
        }
    }

    @Override
    public void closed() {
        // A consumer that could not reach its group any more is closed without a call for what it still owned.
        consumer = null;
        revoked(owned.all().stream().map(OwnedPartition::topicPartition).toList());
        commits.close();
        over.tryEmitEmpty();
    }

    private static void notePosition(TrackedConsumer polling, OwnedPartition state) {
        OptionalLong position = polling.knownPosition(state.topicPartition());
        OptionalLong lag = polling.knownLag(state.topicPartition());
        position.ifPresent(state::movedTo);
        if (position.isPresent() && lag.isPresent()) {
            state.endsAt(position.getAsLong() + lag.getAsLong());
        }
    }

    private void truncate(Collection<OwnedPartition> partitions) {
        if (!settings.deleteBehindCommit()) {
            return;
        }
        Map<TopicPartition, Long> below = new HashMap<>();
        for (OwnedPartition state : partitions) {
            state.takeTruncation().ifPresent(offset -> below.put(state.topicPartition(), offset));
        }
        if (!below.isEmpty()) {
            truncation.accept(below);
        }
    }

    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            throw new KafkaFailures.ListenerException(e);
        }
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        Set<Integer> numbers = new HashSet<>();
        partitions.forEach(partition -> numbers.add(partition.partition()));
        return Set.copyOf(numbers);
    }
}
