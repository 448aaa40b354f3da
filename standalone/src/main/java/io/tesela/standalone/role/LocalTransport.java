package io.tesela.standalone.role;

import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.kafka.memory.InMemoryBroker;

/** What carries the records between the roles of one process. */
public sealed interface LocalTransport {
    /**
     * A broker in this process, which roles of other processes can join.
     *
     * @param settings where it listens
     */
    record Kafka(BrokerSettings settings) implements LocalTransport {}

    /**
     * The memory of this process: no broker, no port, nothing to join, and nothing of Kafka is loaded.
     *
     * @param broker what the roles share; it needs no closing
     */
    record Memory(InMemoryBroker broker) implements LocalTransport {}
}
