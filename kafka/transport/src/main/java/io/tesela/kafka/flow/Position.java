package io.tesela.kafka.flow;

/**
 * Where a record landed.
 *
 * @param topic name of the topic
 * @param partition at least 0
 * @param offset at least 0
 */
public record Position(String topic, int partition, long offset) {
    public Position {
        if (partition < 0) {
            throw new IllegalArgumentException("partition: " + partition + " (expected: >= 0)");
        }
        if (offset < 0) {
            throw new IllegalArgumentException("offset: " + offset + " (expected: >= 0)");
        }
    }
}
