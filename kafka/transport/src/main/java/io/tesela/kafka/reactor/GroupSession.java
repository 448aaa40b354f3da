package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One connection of a source: what it owns, what of it is acknowledged, committed, deleted.
 *
 * <p>Threads: the poll loop's, but for the acknowledgements, {@link #requestNote} and what the watchdog and meters see.
 */
final class GroupSession implements PollHooks, Watched<KafkaDelivery> {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSession.class);
    private static final Duration COMMIT_ON_REVOKE_TIMEOUT = Duration.ofSeconds(2);
    private static final long POSITION_INTERVAL_MS = 500;

    private final ConsumerSettings settings;
    private final AssignmentListener listener;
    private final AtomicLong generations;
    private final Set<Integer> pausedByOwner;
    private final Consumer<Map<TopicPartition, Long>> truncation;
    private final Scheduler clock;
    private final OwnedPartitions owned;
    private final Queue<NoteRequest> noteRequests = new ConcurrentLinkedQueue<>();
    private final Sinks.Empty<Void> over = Sinks.empty();
    private volatile boolean abandoned;
    private volatile boolean closed;
    private @Nullable TrackedConsumer consumer;
    private boolean commitInFlight;
    private long nextCommitMs;
    private long nextTruncationMs;
    private long nextPositionMs;

    private record NoteRequest(int partition, String note, MonoSink<Void> done) {}

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
        if (!lost.isEmpty()) {
            commitNow(lost);
            truncate(lost);
            tellRevoked(lost);
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

    /** Has a note committed before one of the next polls. Threads: any. */
    void requestNote(int partition, String note, MonoSink<Void> done) {
        noteRequests.add(new NoteRequest(partition, note, done));
        if (closed) {
            refuseNotes();
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
        for (NoteRequest request = noteRequests.poll(); request != null; request = noteRequests.poll()) {
            commitNote(polling, request);
        }
        long now = clock.now(TimeUnit.MILLISECONDS);
        if (now >= nextCommitMs && !commitInFlight) {
            nextCommitMs = now + settings.commitInterval().toMillis();
            commitDue(polling);
        }
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
        closed = true;
        refuseNotes();
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

    private void refuseNotes() {
        for (NoteRequest request = noteRequests.poll(); request != null; request = noteRequests.poll()) {
            request.done().error(new TransportException("note: the source is not connected", true, null));
        }
    }

    private void commitDue(TrackedConsumer polling) {
        Map<TopicPartition, OffsetAndMetadata> due = dueCommits(owned.all());
        if (due.isEmpty()) {
            return;
        }
        Map<TopicPartition, OwnedPartition> states = byPartition(owned.all());
        commitInFlight = true;
        polling.commitAsync(due, (offsets, error) -> {
            commitInFlight = false;
            commitDone(states, due, error);
        });
    }

    // Nothing else to do on an error: the prefix is still due, so the next interval tries again, unless the partition
    // is gone.
    private void commitDone(
            Map<TopicPartition, OwnedPartition> states,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            @Nullable Exception error) {
        if (error == null) {
            offsets.forEach((partition, offset) -> {
                OwnedPartition state = states.get(partition);
                if (state != null) {
                    state.committed(offset.offset());
                }
            });
        } else {
            logCommitFailure(error);
        }
    }

    private void commitNow(Collection<OwnedPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> due = dueCommits(partitions);
        TrackedConsumer open = consumer;
        if (due.isEmpty() || open == null) {
            return;
        }
        Map<TopicPartition, OwnedPartition> states = byPartition(partitions);
        try {
            commitSync(open, due);
            commitDone(states, due, null);
        } catch (KafkaException e) {
            logCommitFailure(e);
        }
    }

    private static Map<TopicPartition, OwnedPartition> byPartition(Collection<OwnedPartition> partitions) {
        Map<TopicPartition, OwnedPartition> states = new HashMap<>();
        partitions.forEach(state -> states.put(state.topicPartition(), state));
        return states;
    }

    private static void commitSync(TrackedConsumer open, Map<TopicPartition, OffsetAndMetadata> due) {
        try {
            open.commitSync(due, COMMIT_ON_REVOKE_TIMEOUT);
        } catch (WakeupException e) {
            // Meant for a poll; it has been used up now, so the second attempt is a real one.
            open.commitSync(due, COMMIT_ON_REVOKE_TIMEOUT);
        }
    }

    private void logCommitFailure(Exception error) {
        LOG.atWarn()
                .setCause(error)
                .addKeyValue("topic", settings.topic())
                .addKeyValue("group", settings.group())
                .log("offsets not committed; their records will be delivered again");
    }

    private void commitNote(TrackedConsumer polling, NoteRequest request) {
        TopicPartition partition = new TopicPartition(settings.topic(), request.partition());
        OwnedPartition state = owned.get(partition);
        OptionalLong offset =
                state == null ? OptionalLong.empty() : state.ledger().horizon();
        if (state != null && offset.isEmpty()) {
            offset = polling.knownPosition(partition);
        }
        if (state == null || offset.isEmpty()) {
            request.done().error(new TransportException("note: " + partition + " is not owned now", true, null));
            return;
        }
        long noted = offset.getAsLong();
        polling.commitAsync(Map.of(partition, new OffsetAndMetadata(noted, request.note())), (offsets, error) -> {
            if (error == null) {
                state.committed(noted);
                request.done().success();
            } else {
                request.done().error(KafkaFailures.wrap("storing a note of " + partition, error));
            }
        });
    }

    private static Map<TopicPartition, OffsetAndMetadata> dueCommits(Collection<OwnedPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
        for (OwnedPartition state : partitions) {
            OptionalLong offset = state.dueCommit();
            if (offset.isPresent()) {
                due.put(state.topicPartition(), new OffsetAndMetadata(offset.getAsLong()));
            }
        }
        return due;
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
