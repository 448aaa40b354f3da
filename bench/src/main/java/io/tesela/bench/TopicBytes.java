package io.tesela.bench;

/**
 * Bytes of record batches, keys, headers and Kafka's own framing included.
 *
 * @param produced taken by the broker
 * @param consumed given by the broker, to all who read the topic
 */
record TopicBytes(double produced, double consumed) {
    static final TopicBytes NONE = new TopicBytes(0, 0);

    TopicBytes plus(TopicBytes other) {
        return new TopicBytes(produced + other.produced, consumed + other.consumed);
    }

    TopicBytes minus(TopicBytes other) {
        return new TopicBytes(produced - other.produced, consumed - other.consumed);
    }

    TopicBytes dividedBy(int frames) {
        return new TopicBytes(produced / frames, consumed / frames);
    }
}
