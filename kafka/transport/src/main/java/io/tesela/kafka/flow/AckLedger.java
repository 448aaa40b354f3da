package io.tesela.kafka.flow;

import java.util.OptionalLong;

/**
 * Keeps which deliveries of one partition under one generation are done, to know how far may be committed.
 *
 * <p>Only offsets are kept, nine bytes each, from the oldest open delivery on. Offsets may have gaps.
 *
 * <p>Threads: every method may be called from any thread; {@link #delivered} by one at a time.
 */
public final class AckLedger {
    private static final int INITIAL_CAPACITY = 64;

    // A ring of the deliveries from the oldest open one on: offsets ascending, each with its mark.
    private long[] offsets = new long[INITIAL_CAPACITY];
    private boolean[] done = new boolean[INITIAL_CAPACITY];
    private int head;
    private int size;
    private int open;
    private long lastDelivered = -1;
    private long committable = -1;
    private boolean closed;

    /**
     * Notes that a record was delivered.
     *
     * @param offset above every offset delivered before
     */
    public synchronized void delivered(long offset) {
        if (offset <= lastDelivered) {
            throw new IllegalArgumentException("offset: " + offset + " (expected: > " + lastDelivered + ")");
        }
        if (size == offsets.length) {
            grow();
        }
        int at = index(size);
        offsets[at] = offset;
        done[at] = false;
        size++;
        open++;
        lastDelivered = offset;
    }

    /** Marks a delivery as done; returns false, without effect, if it is unknown, done already, or the ledger is closed. */
    public synchronized boolean acknowledge(long offset) {
        int position = closed ? -1 : find(offset);
        if (position < 0 || done[index(position)]) {
            return false;
        }
        done[index(position)] = true;
        open--;
        dropDonePrefix();
        return true;
    }

    /** Returns the offset that may be committed: all deliveries below it are done; empty as long as there was no progress. */
    public synchronized OptionalLong committable() {
        return committable < 0 ? OptionalLong.empty() : OptionalLong.of(committable);
    }

    /** Returns the offset of the oldest open delivery, or the one after the last if none is; empty if nothing was delivered. */
    public synchronized OptionalLong horizon() {
        if (size > 0) {
            return OptionalLong.of(offsets[head]);
        }
        return lastDelivered < 0 ? OptionalLong.empty() : OptionalLong.of(lastDelivered + 1);
    }

    /** Returns the number of deliveries that are not done. */
    public synchronized int unacknowledged() {
        return open;
    }

    /** Makes every later {@link #acknowledge} void: the generation is over. */
    public synchronized void close() {
        closed = true;
    }

    private void dropDonePrefix() {
        boolean progress = false;
        while (size > 0 && done[head]) {
            head = index(1);
            size--;
            progress = true;
        }
        if (progress) {
            committable = size > 0 ? offsets[head] : lastDelivered + 1;
        }
    }

    private int find(long offset) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = offsets[index(middle)];
            if (found == offset) {
                return middle;
            }
            if (found < offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private void grow() {
        long[] moreOffsets = new long[2 * size];
        boolean[] moreDone = new boolean[2 * size];
        for (int i = 0; i < size; i++) {
            moreOffsets[i] = offsets[index(i)];
            moreDone[i] = done[index(i)];
        }
        offsets = moreOffsets;
        done = moreDone;
        head = 0;
    }

    private int index(int position) {
        return (head + position) & (offsets.length - 1);
    }
}
