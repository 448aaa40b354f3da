package io.tesela.kafka.reactor;

import org.apache.kafka.clients.producer.Producer;
import reactor.kafka.sender.SenderOptions;
import reactor.kafka.sender.internals.ProducerFactory;

/** Gives Reactor Kafka a producer that exists already, so that what is wrong with its settings shows where they are given. */
final class ReadyProducerFactory extends ProducerFactory {
    private final Producer<byte[], byte[]> producer;

    ReadyProducerFactory(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    @Override
    @SuppressWarnings("unchecked") // the one sender this factory is given to has exactly these type arguments
    public <K, V> Producer<K, V> createProducer(SenderOptions<K, V> options) {
        return (Producer<K, V>) producer;
    }
}
