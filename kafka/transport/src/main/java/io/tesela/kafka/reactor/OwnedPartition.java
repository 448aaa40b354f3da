package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.AckLedger;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition while one session owns it.
 *
 * <p>Threads: the poll loop's, but for the ledger, {@link #emitted}, {@link #endsAt} and {@link #owed}.
 */
final class OwnedPartition {
    private final TopicPartition topicPartition;
    private final long generation;
    private final AckLedger ledger = new AckLedger();
    private long committed = -1;
    private long truncated = -1;
    private String note = "";
    // What follows is guarded by this.
    private long position = -1;
    private long end;
    private long held;

    OwnedPartition(TopicPartition topicPartition, long generation) {
        this.topicPartition = topicPartition;
        this.generation = generation;
    }

    TopicPartition topicPartition() {
        return topicPartition;
    }

    long generation() {
        return generation;
    }

    AckLedger ledger() {
        return ledger;
    }

    /** Returns the offset to commit; empty if it is committed already. */
    OptionalLong dueCommit() {
        OptionalLong committable = ledger.committable();
        return committable.isPresent() && committable.getAsLong() > committed ? committable : OptionalLong.empty();
    }

    /** Returns the offset to commit last: one that may be committed already, as it comes with another note; empty if none is known. */
    OptionalLong lastCommit() {
        OptionalLong horizon = ledger.horizon();
        if (horizon.isPresent()) {
            return horizon;
        }
        return committed < 0 ? OptionalLong.empty() : OptionalLong.of(committed);
    }

    /** Returns what goes with every commit; empty if nothing does. */
    String note() {
        return note;
    }

    /** Has every further commit carry a text. */
    void note(String text) {
        note = text;
    }

    void committed(long offset) {
        committed = Math.max(committed, offset);
    }

    /** Returns the offset below which to delete, once; empty if nothing was committed since the last call. */
    OptionalLong takeTruncation() {
        if (committed <= truncated) {
            return OptionalLong.empty();
        }
        truncated = committed;
        return OptionalLong.of(committed);
    }

    /** Notes records that a poll gave, the last of them at an offset; they are held until {@link #emitted}. */
    synchronized void polled(int records, long lastOffset) {
        held += records;
        movedTo(lastOffset + 1);
    }

    /** Notes that the downstream was given one of the records polled. */
    synchronized void emitted() {
        held--;
    }

    /** Notes where the next poll goes on. */
    synchronized void movedTo(long offset) {
        position = Math.max(position, offset);
        end = Math.max(end, position);
    }

    /** Notes that the log ends at an offset, or beyond it by now. */
    synchronized void endsAt(long offset) {
        end = Math.max(end, offset);
    }

    /** Returns how far the end is beyond what was given downstream, as far as is known; with no position yet, from offset 0. */
    synchronized long owed() {
        return held + end - Math.max(0, position);
    }
}
