package io.tesela.kafka.flow;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Key, value and headers of one record.
 *
 * <p>Ownership: the value and the header values are handed over, not copied: whoever gave or got them never writes to them
 * again. Identity equality, since arrays have no other.
 */
public final class FlowRecord {
    private final String topic;
    private final OptionalInt partition;
    private final @Nullable String key;
    private final byte @Nullable [] value;
    private final Map<String, byte[]> headers;

    private FlowRecord(
            String topic,
            OptionalInt partition,
            @Nullable String key,
            byte @Nullable [] value,
            Map<String, byte[]> headers) {
        if (topic.isEmpty()) {
            throw new IllegalArgumentException("topic: \"\" (expected: a name)");
        }
        if (partition.isPresent() && partition.getAsInt() < 0) {
            throw new IllegalArgumentException("partition: " + partition.getAsInt() + " (expected: >= 0)");
        }
        this.topic = topic;
        this.partition = partition;
        this.key = key;
        this.value = value;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /**
     * Returns a record whose partition follows from its key, see {@link KeyPartitioner}.
     *
     * @param value {@code null} for a tombstone
     */
    public static FlowRecord keyed(String topic, String key, byte @Nullable [] value, Map<String, byte[]> headers) {
        return new FlowRecord(topic, OptionalInt.empty(), key, value, headers);
    }

    /**
     * Returns a record for one given partition.
     *
     * @param key {@code null} if nothing reads it
     * @param value {@code null} for a tombstone
     */
    public static FlowRecord inPartition(
            String topic, int partition, @Nullable String key, byte @Nullable [] value, Map<String, byte[]> headers) {
        return new FlowRecord(topic, OptionalInt.of(partition), key, value, headers);
    }

    /** Returns this record with one header more, or with another value of it; shares everything else. */
    public FlowRecord withHeader(String name, byte[] header) {
        Map<String, byte[]> more = new LinkedHashMap<>(headers);
        more.put(name, header);
        return new FlowRecord(topic, partition, key, value, more);
    }

    /** Returns the topic it goes to or came from. */
    public String topic() {
        return topic;
    }

    /** Returns the partition it came from or is meant for; empty if the key decides. */
    public OptionalInt partition() {
        return partition;
    }

    /** Returns the key, UTF-8 on the wire; {@code null} if it has none. */
    public @Nullable String key() {
        return key;
    }

    /** Returns the value, not to be written to; {@code null} in a tombstone. */
    public byte @Nullable [] value() {
        return value;
    }

    /** Returns whether this record deletes its key from a compacted topic. */
    public boolean tombstone() {
        return value == null;
    }

    /** Returns the headers in the order given; the values are not to be written to. */
    public Map<String, byte[]> headers() {
        return headers;
    }

    /** Returns the value of the header {@code name}; {@code null} if there is none. */
    public byte @Nullable [] header(String name) {
        return headers.get(name);
    }

    /** Returns the bytes of key, value and headers: what this record counts for in a byte limit. */
    public int sizeBytes() {
        int size = (key == null ? 0 : utf8Length(key)) + (value == null ? 0 : value.length);
        for (Map.Entry<String, byte[]> header : headers.entrySet()) {
            size += header.getKey().length() + header.getValue().length;
        }
        return size;
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public String toString() {
        return "FlowRecord[" + topic + (partition.isPresent() ? "-" + partition.getAsInt() : "") + ", key=" + key + ", "
                + (value == null ? "tombstone" : value.length + " bytes") + "]";
    }
}
