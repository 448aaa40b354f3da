package io.tesela.kafka.memory;

import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logs and groups in memory, shared by the transports connected to it: each of those stands for one process.
 *
 * <ul>
 *   <li><b>Backpressure:</b> a record waits at its sink while its partition has more than a limit of bytes that nobody has read
 *       yet; one record always fits. Records that were read stay, for whoever starts over from a committed offset, until they
 *       are deleted: memory is bounded only where consumers delete behind their commits, or a topic has a retention. A
 *       partition with a retention keeps no more than the same limit, even if its settings, made for disks, allow more.
 *   <li><b>Order:</b> as in a broker's partition.
 *   <li><b>Topics:</b> of their settings {@code cleanup.policy}, {@code retention.ms}, {@code retention.bytes} and
 *       {@code max.message.bytes} count. A compacted topic keeps the last record of each key, and the last thousand tombstones;
 *       neither it nor a topic with a retention makes anybody wait.
 *   <li><b>Threads:</b> any.
 * </ul>
 */
public final class InMemoryBroker {
    /** Enough for the window of one job, little beside the heap: 64 MiB a partition. */
    public static final long DEFAULT_MAX_UNREAD_BYTES = 64L << 20;

    private final long maxUnreadBytes;
    private final Clock clock;
    private final Map<String, MemoryTopic> topics = new ConcurrentHashMap<>();

    /**
     * @param maxUnreadBytes limit of a partition's unread bytes, and of what one with a retention keeps; at least 1
     * @param clock dates the records, for {@code retention.ms}
     */
    public InMemoryBroker(long maxUnreadBytes, Clock clock) {
        if (maxUnreadBytes < 1) {
            throw new IllegalArgumentException("maxUnreadBytes: " + maxUnreadBytes + " (expected: >= 1)");
        }
        this.maxUnreadBytes = maxUnreadBytes;
        this.clock = clock;
    }

    /** Makes a broker with {@link #DEFAULT_MAX_UNREAD_BYTES} and the system's clock. */
    public InMemoryBroker() {
        this(DEFAULT_MAX_UNREAD_BYTES, Clock.systemUTC());
    }

    /** Returns the bytes of the records of each topic that are kept, read or not: keys, headers and values. */
    public Map<String, Long> keptBytes() {
        Map<String, Long> byTopic = new TreeMap<>();
        topics.forEach((name, topic) -> byTopic.put(name, topic.locked(topic::keptBytes)));
        return byTopic;
    }

    /** Returns a topic, which has no partitions until it is created: so that it can be read before it is there. */
    MemoryTopic topic(String name) {
        return topics.computeIfAbsent(name, absent -> new MemoryTopic(absent, maxUnreadBytes, clock));
    }
}
