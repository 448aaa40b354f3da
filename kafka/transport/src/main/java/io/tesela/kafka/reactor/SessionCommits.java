package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.ConsumerSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits what one session acknowledged, what it was asked to note, and its last word on a partition.
 *
 * <ul>
 *   <li><b>Backpressure:</b> one commit of acknowledged offsets at a time; notes wait here, as many as the caller has asked for and
 *       not been answered.
 *   <li><b>Order:</b> notes of one partition are stored in the order asked, as long as the caller awaits each.
 *   <li><b>Threads:</b> the poll loop's, but for {@link #request}.
 *   <li><b>Errors:</b> an offset that is not committed is due again; a note is tried again while its partition is owned.
 * </ul>
 */
final class SessionCommits {
    private static final Logger LOG = LoggerFactory.getLogger(SessionCommits.class);
    private static final Duration COMMIT_ON_REVOKE_TIMEOUT = Duration.ofSeconds(2);

    private final ConsumerSettings settings;
    private final OwnedPartitions owned;
    private final Queue<NoteRequest> requested = new ConcurrentLinkedQueue<>();
    /** Those that the poll loop has seen and could not store yet. */
    private final Deque<NoteRequest> waiting = new ArrayDeque<>();

    private boolean inFlight;
    private long nextMs;
    private volatile boolean closed;

    SessionCommits(ConsumerSettings settings, OwnedPartitions owned) {
        this.settings = settings;
        this.owned = owned;
    }

    /** Has a note stored before one of the next polls. Threads: any. */
    void request(NoteRequest note) {
        requested.add(note);
        if (closed) {
            refuseRequested();
        }
    }

    /** Does what is to be done before a poll. */
    void work(TrackedConsumer polling, long nowMs) {
        storeNotes(polling);
        if (nowMs >= nextMs && !inFlight) {
            nextMs = nowMs + settings.commitInterval().toMillis();
            commitDue(polling);
        }
    }

    /** Commits what there is to say of partitions that are handed over; waits a bounded time for the broker. */
    void handOver(TrackedConsumer open, Collection<OwnedPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> last = new HashMap<>();
        for (OwnedPartition state : partitions) {
            boolean marked = !state.note().isEmpty() && !settings.leavingMark().isEmpty();
            OptionalLong offset = marked ? state.lastCommit() : state.dueCommit();
            String note = marked ? settings.leavingMark() + state.note() : state.note();
            offset.ifPresent(due -> last.put(state.topicPartition(), new OffsetAndMetadata(due, note)));
        }
        if (last.isEmpty()) {
            return;
        }
        try {
            commitSync(open, last);
            committed(byPartition(partitions), last);
        } catch (KafkaException e) {
            notCommitted(e);
        }
    }

    /** Refuses the notes that wait for partitions that are not owned any more. */
    void forget(Collection<OwnedPartition> lost) {
        Set<TopicPartition> gone = new HashSet<>();
        lost.forEach(state -> gone.add(state.topicPartition()));
        takeRequested();
        List<NoteRequest> orphans =
                waiting.stream().filter(note -> gone.contains(note.partition())).toList();
        waiting.removeAll(orphans);
        orphans.forEach(NoteRequest::refuse);
    }

    /** Refuses all notes, now and later. */
    void close() {
        closed = true;
        waiting.forEach(NoteRequest::refuse);
        waiting.clear();
        refuseRequested();
    }

    private void refuseRequested() {
        for (NoteRequest note = requested.poll(); note != null; note = requested.poll()) {
            note.refuse();
        }
    }

    private void takeRequested() {
        for (NoteRequest note = requested.poll(); note != null; note = requested.poll()) {
            waiting.addLast(note);
        }
    }

    private void storeNotes(TrackedConsumer polling) {
        takeRequested();
        for (int left = waiting.size(); left > 0; left--) {
            store(polling, waiting.removeFirst());
        }
    }

    private void store(TrackedConsumer polling, NoteRequest request) {
        OwnedPartition state = owned.get(request.partition());
        if (state == null) {
            request.refuse();
            return;
        }
        OptionalLong offset = state.ledger().horizon();
        if (offset.isEmpty()) {
            offset = polling.knownPosition(request.partition());
        }
        if (offset.isEmpty()) {
            // Given a moment ago: the consumer does not know yet where it starts.
            waiting.addLast(request);
            return;
        }
        long noted = offset.getAsLong();
        state.note(request.note());
        polling.commitAsync(
                Map.of(request.partition(), new OffsetAndMetadata(noted, request.note())),
                (offsets, error) -> stored(request, state, noted, error));
    }

    private void stored(NoteRequest request, OwnedPartition state, long offset, @Nullable Exception error) {
        if (error == null) {
            state.committed(offset);
            request.done().success();
        } else if (owned.get(request.partition()) != state || passes(error)) {
            // One whose partition is being taken away is refused when its owner has been told.
            waiting.addLast(request);
        } else {
            request.done().error(KafkaFailures.wrap("storing a note of " + request.partition(), error));
        }
    }

    // Of the second and the third the group makes an end: the partition is kept, and the next try succeeds, or it is
    // taken away.
    private static boolean passes(Exception error) {
        return error instanceof RetriableException
                || error instanceof RebalanceInProgressException
                || error instanceof CommitFailedException;
    }

    private void commitDue(TrackedConsumer polling) {
        Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
        for (OwnedPartition state : owned.all()) {
            state.dueCommit()
                    .ifPresent(offset -> due.put(state.topicPartition(), new OffsetAndMetadata(offset, state.note())));
        }
        if (due.isEmpty()) {
            return;
        }
        Map<TopicPartition, OwnedPartition> states = byPartition(owned.all());
        inFlight = true;
        polling.commitAsync(due, (offsets, error) -> {
            inFlight = false;
            if (error == null) {
                committed(states, due);
            } else {
                notCommitted(error);
            }
        });
    }

    private static Map<TopicPartition, OwnedPartition> byPartition(Collection<OwnedPartition> partitions) {
        Map<TopicPartition, OwnedPartition> states = new HashMap<>();
        partitions.forEach(state -> states.put(state.topicPartition(), state));
        return states;
    }

    private static void commitSync(TrackedConsumer open, Map<TopicPartition, OffsetAndMetadata> offsets) {
        long deadline = System.nanoTime() + COMMIT_ON_REVOKE_TIMEOUT.toNanos();
        while (true) {
            long left = deadline - System.nanoTime();
            try {
                open.commitSync(offsets, Duration.ofNanos(Math.max(0, left)));
                return;
            } catch (WakeupException e) {
                // Meant for a poll, and used up now; there is one for each note that somebody asks for meanwhile.
                if (left <= 0) {
                    throw e;
                }
            }
        }
    }

    private static void committed(
            Map<TopicPartition, OwnedPartition> states, Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            OwnedPartition state = states.get(partition);
            if (state != null) {
                state.committed(offset.offset());
            }
        });
    }

    // Nothing else to do: the prefix is still due, so the next interval tries again, unless the partition is gone.
    private void notCommitted(Exception error) {
        LOG.atWarn()
                .setCause(error)
                .addKeyValue("topic", settings.topic())
                .addKeyValue("group", settings.group())
                .log("offsets not committed; their records will be delivered again");
    }
}
