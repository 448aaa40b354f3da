package io.tesela.kafka.reactor;

import java.util.Map;

/**
 * Which cluster, and what its clients need beyond our own settings, such as credentials.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param properties Kafka client properties that win over ours, for consumers, producers and admin alike
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> properties) {
    public KafkaConnection {
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException(
                    "bootstrapServers: \"" + bootstrapServers + "\" (expected: host:port[,host:port...])");
        }
        properties = Map.copyOf(properties);
    }

    /** Returns a connection without extra properties. */
    public static KafkaConnection to(String bootstrapServers) {
        return new KafkaConnection(bootstrapServers, Map.of());
    }
}
