package io.tesela.kafka.flow;

import java.nio.charset.StandardCharsets;

/**
 * Finds the partition of a key as Kafka's own clients do, so that every carrier and every role agree.
 *
 * <p>Source: Apache Kafka, {@code Utils.murmur2} (MurmurHash2 by Austin Appleby with seed 0x9747b28c).
 */
public final class KeyPartitioner {
    private static final int SEED = 0x9747b28c;
    private static final int MULTIPLIER = 0x5bd1e995;

    private KeyPartitioner() {}

    /** Returns the partition, at least 0 and below {@code partitions}, of a key. */
    public static int partition(String key, int partitions) {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions: " + partitions + " (expected: >= 1)");
        }
        return hash(key) % partitions;
    }

    /** Returns the hash of a key, at least 0. */
    public static int hash(String key) {
        return murmur2(key.getBytes(StandardCharsets.UTF_8)) & 0x7fffffff;
    }

    private static int murmur2(byte[] data) {
        int h = SEED ^ data.length;
        int words = data.length / 4;
        for (int i = 0; i < words; i++) {
            int at = 4 * i;
            int k = (data[at] & 0xff)
                    | (data[at + 1] & 0xff) << 8
                    | (data[at + 2] & 0xff) << 16
                    | (data[at + 3] & 0xff) << 24;
            k *= MULTIPLIER;
            k ^= k >>> 24;
            k *= MULTIPLIER;
            h = h * MULTIPLIER ^ k;
        }
        int rest = data.length & 3;
        if (rest > 0) {
            for (int i = rest - 1; i >= 0; i--) {
                h ^= (data[4 * words + i] & 0xff) << (8 * i);
            }
            h *= MULTIPLIER;
        }
        h ^= h >>> 13;
        h *= MULTIPLIER;
        return h ^ h >>> 15;
    }
}
