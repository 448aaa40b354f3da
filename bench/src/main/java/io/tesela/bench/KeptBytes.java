package io.tesela.bench;

import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.Topics;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * What the topics of the service hold at this moment.
 *
 * <p><b>Threads:</b> any; nothing waits.
 */
public sealed interface KeptBytes {
    /** Returns the bytes that the topics take: of a broker those of its files. */
    long bytes();

    /** Returns the records of tiles, results and output that somebody could still read; -1 where nobody counts them. */
    long records();

    /** The logs of a broker in this process, by its own meters. Source: Kafka's {@code UnifiedLog}. */
    final class OfBroker implements KeptBytes {
        private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

        @Override
        public long bytes() {
            return sum("Size", "tesela.*");
        }

        @Override
        public long records() {
            return Stream.of(Topics.TILES, Topics.RESULTS, Topics.OUTPUT)
                    .mapToLong(this::records)
                    .sum();
        }

        /** Returns the records of one topic that somebody could still read. */
        public long records(String topic) {
            return sum("LogEndOffset", topic) - sum("LogStartOffset", topic);
        }

        private long sum(String meter, String topics) {
            long sum = 0;
            try {
                ObjectName names =
                        new ObjectName("kafka.log:type=Log,name=" + meter + ",topic=" + topics + ",partition=*");
                for (ObjectName name : beans.queryNames(names, null)) {
                    sum += ((Number) beans.getAttribute(name, "Value")).longValue();
                }
            } catch (MalformedObjectNameException e) {
                throw new IllegalArgumentException("meter: " + meter + " (expected: a name)", e);
            } catch (JMException e) {
                throw new IllegalStateException(
                        "meter: " + meter + " is gone (expected: as long as the broker runs)", e);
            }
            return sum;
        }
    }

    /** The logs in the memory of this process. */
    final class OfMemory implements KeptBytes {
        private final InMemoryBroker broker;

        OfMemory(InMemoryBroker broker) {
            this.broker = broker;
        }

        @Override
        public long bytes() {
            return broker.keptBytes().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }

        @Override
        public long records() {
            return -1;
        }
    }
}
