package io.tesela.kafka.reactor;

import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.flow.TransportMembershipContract;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.scheduler.Schedulers;

@ExtendWith(SharedBroker.class)
class ReactorKafkaTransportMembershipTest extends TransportMembershipContract {
    /** Members hear of a rebalance with a heartbeat: often, or twenty changes would take minutes. */
    private static final Map<String, String> QUICK = Map.of("heartbeat.interval.ms", "300");

    private final KafkaConnection connection;

    ReactorKafkaTransportMembershipTest(EmbeddedBroker broker) {
        this.connection = new KafkaConnection(broker.bootstrapServers(), QUICK);
    }

    @Override
    protected Transport connect() {
        return new ReactorKafkaTransport(connection, Schedulers.parallel());
    }
}
