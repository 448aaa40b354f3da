package io.tesela.kafka.memory;

import io.tesela.kafka.flow.AckLedger;
import io.tesela.kafka.flow.Delivery;
import org.jspecify.annotations.Nullable;

/** Where a member stands in one partition under one generation. Threads: the topic's lock is held, but for acknowledging. */
final class MemoryCursor {
    private final MemoryTopic topic;
    private final MemoryGroup group;
    private final int partition;
    private final long generation;
    private final boolean deleteBehindCommit;
    private final Runnable wakeOwner;
    private final AckLedger ledger = new AckLedger();
    private boolean atLimit;
    private long position = -1;
    private String note = "";

    /** @param wakeOwner lets its member look for deliveries again */
    MemoryCursor(
            MemoryTopic topic,
            MemoryGroup group,
            int partition,
            long generation,
            boolean deleteBehindCommit,
            Runnable wakeOwner) {
        this.topic = topic;
        this.group = group;
        this.partition = partition;
        this.generation = generation;
        this.deleteBehindCommit = deleteBehindCommit;
        this.wakeOwner = wakeOwner;
    }

    /** Returns the next delivery; {@code null} if there is none, or too many are unacknowledged. */
    @Nullable
    Delivery next(int maxUnacknowledged) {
        atLimit = ledger.unacknowledged() >= maxUnacknowledged;
        if (atLimit || partition >= topic.partitionCount()) {
            return null;
        }
        if (position < 0) {
            position = group.startOffset(partition);
        }
        MemoryLog.Entry entry = topic.log(partition).read(position);
        if (entry == null) {
            return null;
        }
        position = entry.offset() + 1;
        ledger.delivered(entry.offset());
        topic.hasBeenRead(partition, entry);
        return new MemoryDelivery(entry.record(), partition, entry.offset(), generation, this);
    }

    /** Commits a note, now and with every further offset. */
    void note(String text) {
        note = text;
        group.note(partition, horizon(), text);
    }

    /** Commits the note once more, if there is one, with a mark before it. */
    void mark(String mark) {
        if (!note.isEmpty() && !mark.isEmpty()) {
            group.note(partition, horizon(), mark + note);
        }
    }

    /** Returns how many records its member was not given yet. */
    long lag() {
        if (partition >= topic.partitionCount()) {
            return 0;
        }
        long next = position < 0 ? group.startOffset(partition) : position;
        return Math.max(0, topic.log(partition).end() - next);
    }

    void acknowledge(long offset) {
        if (ledger.acknowledge(offset)) {
            topic.runLocked(this::acknowledged);
        }
    }

    /** Makes all later acknowledgements void. */
    void close() {
        ledger.close();
    }

    /** Returns the offset that a commit would store now. */
    private long horizon() {
        return ledger.horizon().orElseGet(() -> group.startOffset(partition));
    }

    private void acknowledged() {
        if (atLimit) {
            atLimit = false;
            topic.afterUnlock(wakeOwner);
        }
        ledger.committable().ifPresent(offset -> group.commit(partition, offset, note, deleteBehindCommit));
    }
}
