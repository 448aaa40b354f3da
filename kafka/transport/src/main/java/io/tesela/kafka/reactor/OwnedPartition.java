package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.AckLedger;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** One partition while one session owns it. Threads: the poll loop's, but for the ledger. */
final class OwnedPartition {
    private final TopicPartition topicPartition;
    private final long generation;
    private final AckLedger ledger = new AckLedger();
    private long committed = -1;
    private long truncated = -1;

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
}
