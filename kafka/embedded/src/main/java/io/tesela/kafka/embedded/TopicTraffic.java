package io.tesela.kafka.embedded;

import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What the broker of this process counts itself, for each topic: bytes over its network, since it started.
 *
 * <p><b>Threads:</b> any; reads a number in memory. <b>Source:</b> Kafka's documentation, "Monitoring": the meters
 * {@code BytesInPerSec} and {@code BytesOutPerSec} of {@code kafka.server:type=BrokerTopicMetrics}, which exist for a topic once
 * it has had traffic.
 */
public final class TopicTraffic {
    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private final String topic;

    /** @param topic name of a topic, which need not exist */
    public TopicTraffic(String topic) {
        this.topic = topic;
    }

    /** Returns the bytes that producers sent. */
    public long bytesIn() {
        return count("BytesInPerSec");
    }

    /** Returns the bytes that consumers fetched. */
    public long bytesOut() {
        return count("BytesOutPerSec");
    }

    private long count(String meter) {
        try {
            ObjectName name = new ObjectName("kafka.server:type=BrokerTopicMetrics,name=" + meter + ",topic=" + topic);
            return ((Number) beans.getAttribute(name, "Count")).longValue();
        } catch (InstanceNotFoundException e) {
            return 0;
        } catch (JMException e) {
            throw new IllegalStateException("meter: " + meter + " of " + topic + " (expected: a count)", e);
        }
    }
}
