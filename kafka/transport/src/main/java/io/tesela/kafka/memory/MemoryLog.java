package io.tesela.kafka.memory;

import io.tesela.kafka.flow.FlowRecord;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The records of one partition, by offset. Threads: none of its own; its topic's lock is held. */
final class MemoryLog {
    private static final int MAX_TOMBSTONES = 1_000;

    private final int partition;
    private final long maxUnreadBytes;
    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    private final Map<String, Long> lastOfKey = new HashMap<>();
    private final ArrayDeque<Long> tombstones = new ArrayDeque<>();
    private LogLimits limits;
    private long begin;
    private long end;
    private long readTo;
    private long bytes;
    private long unreadBytes;

    /** One record with its place. */
    record Entry(long offset, FlowRecord record, int bytes, long timestampMs) {}

    MemoryLog(int partition, LogLimits limits, long maxUnreadBytes) {
        this.partition = partition;
        this.limits = limits;
        this.maxUnreadBytes = maxUnreadBytes;
    }

    void limits(LogLimits changed) {
        limits = changed;
    }

    /** Returns the offset of the oldest record that was not deleted. */
    long begin() {
        return begin;
    }

    /** Returns the offset that the next record gets. */
    long end() {
        return end;
    }

    /** Returns the bytes of the records that are kept, read or not. */
    long bytes() {
        return bytes;
    }

    boolean hasRoom(int recordBytes) {
        return limits.shedsByItself() || unreadBytes == 0 || unreadBytes + recordBytes <= maxUnreadBytes;
    }

    /** Appends and returns the offset. */
    long append(FlowRecord record, int recordBytes, long nowMs) {
        long offset = end++;
        entries.put(offset, new Entry(offset, placed(record), recordBytes, nowMs));
        bytes += recordBytes;
        unreadBytes += recordBytes;
        if (limits.compacted()) {
            compact(record, offset);
        }
        shed(nowMs);
        return offset;
    }

    /** Returns the first record at or after {@code position}; {@code null} if there is none yet. */
    @Nullable
    Entry read(long position) {
        Map.Entry<Long, Entry> found = entries.ceilingEntry(position);
        return found == null ? null : found.getValue();
    }

    /** Notes that somebody has read a record: it, and whatever is before it, holds up no sender. */
    void hasBeenRead(Entry entry) {
        if (entry.offset() >= readTo) {
            for (Entry read : entries.subMap(readTo, true, entry.offset(), true).values()) {
                unreadBytes -= read.bytes();
            }
            readTo = entry.offset() + 1;
        }
    }

    void deleteBefore(long offset) {
        long limit = Math.min(offset, end);
        while (!entries.isEmpty() && entries.firstKey() < limit) {
            remove(entries.firstKey());
        }
        begin = Math.max(begin, limit);
        readTo = Math.max(readTo, begin);
    }

    private FlowRecord placed(FlowRecord record) {
        return record.partition().isPresent()
                ? record
                : FlowRecord.inPartition(record.topic(), partition, record.key(), record.value(), record.headers());
    }

    private void compact(FlowRecord record, long offset) {
        String key = record.key();
        Long older = key == null ? null : lastOfKey.put(key, offset);
        if (older != null) {
            remove(older);
        }
        if (key != null && record.tombstone()) {
            tombstones.addLast(offset);
            if (tombstones.size() > MAX_TOMBSTONES) {
                forget(tombstones.removeFirst());
            }
        }
    }

    private void forget(long tombstone) {
        Entry entry = entries.get(tombstone);
        if (entry != null && entry.record().key() != null) {
            lastOfKey.remove(entry.record().key(), tombstone);
            remove(tombstone);
        }
    }

    // The newest record stays, whatever the limits.
    private void shed(long nowMs) {
        while (entries.size() > 1 && overdue(entries.firstEntry().getValue(), nowMs)) {
            deleteBefore(entries.firstKey() + 1);
        }
    }

    private boolean overdue(Entry oldest, long nowMs) {
        return !limits.compacted()
                && ((limits.retentionBytes() >= 0 && bytes > limits.retentionBytes())
                        || (limits.retentionMs() >= 0 && nowMs - oldest.timestampMs() > limits.retentionMs()));
    }

    private void remove(long offset) {
        Entry entry = entries.remove(offset);
        if (entry != null) {
            bytes -= entry.bytes();
            if (offset >= readTo) {
                unreadBytes -= entry.bytes();
            }
        }
    }
}
