package io.tesela.standalone.command;

import io.tesela.kafka.embedded.BrokerSettings;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.standalone.role.LocalTransport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flag that says what carries the records between the roles of one process. */
final class TransportOptions {
    private static final String MEMORY = "memory";
    private static final String KAFKA = "kafka";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--transport",
            paramLabel = MEMORY + "|" + KAFKA,
            defaultValue = KAFKA,
            description = "What is between the roles: a broker in this process, which others can join, or its memory"
                    + " alone (default: ${DEFAULT-VALUE}).")
    private String name = KAFKA;

    /** Returns whether there is no broker; refuses what is no transport. */
    boolean inMemory() {
        if (!name.equals(MEMORY) && !name.equals(KAFKA)) {
            throw new ParameterException(
                    command.commandLine(), "--transport: " + name + " (expected: " + MEMORY + " or " + KAFKA + ")");
        }
        return name.equals(MEMORY);
    }

    /** @param broker settings of the broker, if there is one */
    LocalTransport transport(BrokerSettings broker) {
        return inMemory() ? new LocalTransport.Memory(new InMemoryBroker()) : new LocalTransport.Kafka(broker);
    }
}
