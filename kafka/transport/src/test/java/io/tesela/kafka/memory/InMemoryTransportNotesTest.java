package io.tesela.kafka.memory;

import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.flow.TransportNotesContract;
import reactor.core.scheduler.Schedulers;

class InMemoryTransportNotesTest extends TransportNotesContract {
    private final InMemoryBroker broker = new InMemoryBroker();

    @Override
    protected Transport connect() {
        return new InMemoryTransport(broker, Schedulers.parallel());
    }
}
