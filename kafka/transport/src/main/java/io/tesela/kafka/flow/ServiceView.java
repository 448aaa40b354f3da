package io.tesela.kafka.flow;

import java.util.OptionalLong;

/**
 * How one partition is being served by one group, as the broker sees it.
 *
 * @param begin offset of the oldest record kept
 * @param committed the group's committed offset; empty if it never committed
 * @param end offset that the next record will get
 * @param owned whether a member of the group has the partition right now; always false for manual assignment
 * @param note what was stored with the committed offset, see {@link RecordSource#note}; empty if nothing
 */
public record ServiceView(long begin, OptionalLong committed, long end, boolean owned, String note) {
    public ServiceView {
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("end: " + end + " (expected: >= begin " + begin + " >= 0)");
        }
    }

    /** Returns how many offsets the group still has before it, at least 0. */
    public long lagRecords() {
        return Math.max(0, end - Math.max(begin, committed.orElse(begin)));
    }
}
