package io.tesela.bench;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * What the broker in this process counts itself, for each topic: what went over its network, retries included.
 *
 * <p><b>Source:</b> Kafka's documentation, "Monitoring": the meters {@code BytesInPerSec} and {@code BytesOutPerSec} of
 * {@code kafka.server:type=BrokerTopicMetrics}, which exist for a topic once it has had traffic.
 */
final class BrokerMeters {
    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    /** Returns the bytes of each topic since the broker started. */
    Map<String, TopicBytes> read() {
        Map<String, TopicBytes> byTopic = new TreeMap<>();
        counts("BytesInPerSec")
                .forEach((topic, bytes) -> byTopic.merge(topic, new TopicBytes(bytes, 0), TopicBytes::plus));
        counts("BytesOutPerSec")
                .forEach((topic, bytes) -> byTopic.merge(topic, new TopicBytes(0, bytes), TopicBytes::plus));
        return byTopic;
    }

    /** Returns what came to each topic between two readings. */
    static Map<String, TopicBytes> between(Map<String, TopicBytes> before, Map<String, TopicBytes> after) {
        Map<String, TopicBytes> grown = new TreeMap<>();
        after.forEach((topic, bytes) -> grown.put(topic, bytes.minus(before.getOrDefault(topic, TopicBytes.NONE))));
        return grown;
    }

    private Map<String, Long> counts(String meter) {
        Map<String, Long> counts = new TreeMap<>();
        for (ObjectName name : beans.queryNames(pattern(meter), null)) {
            counts.put(name.getKeyProperty("topic"), count(name));
        }
        return counts;
    }

    private long count(ObjectName name) {
        try {
            return ((Number) beans.getAttribute(name, "Count")).longValue();
        } catch (JMException e) {
            throw new IllegalStateException("meter: " + name + " is gone (expected: as long as the broker runs)", e);
        }
    }

    private static ObjectName pattern(String meter) {
        try {
            return new ObjectName("kafka.server:type=BrokerTopicMetrics,name=" + meter + ",topic=*");
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("meter: " + meter + " (expected: a name)", e);
        }
    }
}
