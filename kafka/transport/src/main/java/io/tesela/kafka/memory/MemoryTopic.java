package io.tesela.kafka.memory;

import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.KeyPartitioner;
import io.tesela.kafka.flow.Position;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.TopicSpec;
import io.tesela.kafka.flow.TransportException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One topic: its logs, who waits to write to them, who reads them, and its groups.
 *
 * <p>Threads: everything happens under this topic's lock, inside {@link #locked}; whatever calls others (waking a reader,
 * completing a send) is put off until the lock is released.
 */
final class MemoryTopic {
    private final String name;
    private final long maxUnreadBytes;
    private final Clock clock;
    private final List<MemoryLog> logs = new ArrayList<>();
    private final List<ArrayDeque<PendingAppend>> waiting = new ArrayList<>();
    private final Map<String, MemoryGroup> groups = new HashMap<>();
    private final Set<MemoryReader<?>> readers = new LinkedHashSet<>();
    private LogLimits limits;
    private List<Runnable> afterUnlock = new ArrayList<>();
    private int nextPartition;

    MemoryTopic(String name, long maxUnreadBytes, Clock clock) {
        this.name = name;
        this.maxUnreadBytes = maxUnreadBytes;
        this.clock = clock;
        this.limits = LogLimits.of(Map.of(), maxUnreadBytes);
    }

    /** Runs an action under the lock, then what the action has put off. */
    <T> T locked(Supplier<T> action) {
        T result;
        List<Runnable> putOff;
        synchronized (this) {
            result = action.get();
            putOff = takePutOff();
        }
        putOff.forEach(Runnable::run);
        return result;
    }

    // An empty list stays here, where the next action under the lock adds to it: nobody outside the lock may walk it.
    private List<Runnable> takePutOff() {
        if (afterUnlock.isEmpty()) {
            return List.of();
        }
        List<Runnable> taken = afterUnlock;
        afterUnlock = new ArrayList<>();
        return taken;
    }

    /** As {@link #locked}, for an action without result. */
    void runLocked(Runnable action) {
        Boolean unused = locked(() -> {
            action.run();
            return Boolean.TRUE;
        });
    }

    /** Returns the number of partitions, to callers that do not hold the lock. */
    int countPartitions() {
        return locked(this::partitionCount);
    }

    /** Puts a call to somebody else off until the lock is released. */
    void afterUnlock(Runnable call) {
        afterUnlock.add(call);
    }

    int partitionCount() {
        return logs.size();
    }

    /** Returns the bytes of all records that are kept, read or not. */
    long keptBytes() {
        return logs.stream().mapToLong(MemoryLog::bytes).sum();
    }

    MemoryLog log(int partition) {
        return logs.get(partition);
    }

    MemoryGroup group(String group) {
        return groups.computeIfAbsent(group, absent -> new MemoryGroup(this));
    }

    void join(MemoryReader<?> reader) {
        readers.add(reader);
    }

    void leave(MemoryReader<?> reader) {
        readers.remove(reader);
    }

    /** Creates the topic, or brings the settings named to the given values; returns its number of partitions. */
    int ensure(TopicSpec spec) {
        limits = LogLimits.of(spec.settings(), maxUnreadBytes);
        logs.forEach(log -> log.limits(limits));
        return logs.isEmpty() ? grow(spec.partitions()) : logs.size();
    }

    /** Adds partitions up to a number; returns how many there are. */
    int grow(int partitions) {
        while (logs.size() < partitions) {
            logs.add(new MemoryLog(logs.size(), limits, maxUnreadBytes));
            waiting.add(new ArrayDeque<>());
        }
        groups.values().forEach(MemoryGroup::rebalance);
        wakeReaders();
        return logs.size();
    }

    /** Takes a record into its log, now or when there is room. */
    void append(PendingAppend append) {
        int partition = partitionOf(append.record());
        if (partition >= logs.size()) {
            fail(append, "partition " + partition + " of " + name + " does not exist", true);
        } else if (append.bytes() > limits.maxMessageBytes()) {
            fail(
                    append,
                    "record for " + name + ": " + append.bytes() + " bytes (expected: <= " + limits.maxMessageBytes()
                            + ")",
                    false);
        } else {
            waiting.get(partition).addLast(append);
            admitWaiting(partition);
        }
    }

    /** Forgets the records of a call that has been cancelled and that are not in their logs yet. */
    void withdraw(PendingAppend.Call call) {
        for (int partition = 0; partition < logs.size(); partition++) {
            waiting.get(partition).removeIf(append -> append.call() == call);
            admitWaiting(partition);
        }
    }

    /** Notes a reader's progress, which may make room. */
    void hasBeenRead(int partition, MemoryLog.Entry entry) {
        logs.get(partition).hasBeenRead(entry);
        admitWaiting(partition);
    }

    void deleteBefore(int partition, long offset) {
        logs.get(partition).deleteBefore(offset);
        admitWaiting(partition);
    }

    Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new HashMap<>();
        for (int partition = 0; partition < logs.size(); partition++) {
            ends.put(partition, logs.get(partition).end());
        }
        return ends;
    }

    Map<Integer, ServiceView> service(String group) {
        Map<Integer, ServiceView> views = new HashMap<>();
        for (int partition = 0; partition < logs.size(); partition++) {
            views.put(partition, group(group).view(partition, logs.get(partition)));
        }
        return views;
    }

    private int partitionOf(FlowRecord record) {
        if (record.partition().isPresent()) {
            return record.partition().getAsInt();
        }
        if (logs.isEmpty()) {
            return 0;
        }
        String key = record.key();
        return key == null ? Math.floorMod(nextPartition++, logs.size()) : KeyPartitioner.partition(key, logs.size());
    }

    private void fail(PendingAppend append, String message, boolean retryable) {
        afterUnlock(() -> append.failed(new TransportException(message, retryable, null)));
    }

    private void admitWaiting(int partition) {
        MemoryLog log = logs.get(partition);
        ArrayDeque<PendingAppend> queue = waiting.get(partition);
        boolean appended = false;
        for (PendingAppend next = queue.peekFirst();
                next != null && log.hasRoom(next.bytes());
                next = queue.peekFirst()) {
            queue.removeFirst();
            PendingAppend landed = next;
            long offset = log.append(landed.record(), landed.bytes(), clock.millis());
            afterUnlock(() -> landed.landed(new Position(name, partition, offset)));
            appended = true;
        }
        if (appended) {
            wakeReaders();
        }
    }

    private void wakeReaders() {
        readers.forEach(reader -> afterUnlock(reader::wake));
    }
}
