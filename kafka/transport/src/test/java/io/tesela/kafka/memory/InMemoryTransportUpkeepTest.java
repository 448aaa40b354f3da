package io.tesela.kafka.memory;

import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.flow.TransportUpkeepContract;
import reactor.core.scheduler.Schedulers;

class InMemoryTransportUpkeepTest extends TransportUpkeepContract {
    private final InMemoryBroker broker = new InMemoryBroker();

    @Override
    protected Transport connect() {
        return new InMemoryTransport(broker, Schedulers.parallel());
    }
}
