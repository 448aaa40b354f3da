package io.tesela.kafka.flow;

import java.util.HashMap;
import java.util.Map;

/**
 * A topic as it should be.
 *
 * @param name its name
 * @param partitions how many it is created with; an existing topic keeps what it has
 * @param settings Kafka's topic configuration, such as {@code cleanup.policy}; what is not named keeps the broker's default
 */
public record TopicSpec(String name, int partitions, Map<String, String> settings) {
    public TopicSpec {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: \"" + name + "\" (expected: not blank)");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions: " + partitions + " (expected: >= 1)");
        }
        settings = Map.copyOf(settings);
    }

    /** Returns this topic with another setting. */
    public TopicSpec with(String setting, String value) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.put(setting, value);
        return new TopicSpec(name, partitions, changed);
    }
}
