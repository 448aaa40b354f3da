package io.tesela.kafka.reactor;

import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.flow.TransportNotesContract;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.scheduler.Schedulers;

@ExtendWith(SharedBroker.class)
class ReactorKafkaTransportNotesTest extends TransportNotesContract {
    private final KafkaConnection connection;

    ReactorKafkaTransportNotesTest(EmbeddedBroker broker) {
        this.connection = KafkaConnection.to(broker.bootstrapServers());
    }

    @Override
    protected Transport connect() {
        return new ReactorKafkaTransport(connection, Schedulers.parallel());
    }
}
