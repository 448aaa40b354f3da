package io.tesela.kafka.reactor;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import reactor.kafka.receiver.ReceiverOptions;
import reactor.kafka.receiver.internals.ConsumerFactory;

/** Makes Reactor Kafka poll through a {@link TrackedConsumer}; for receivers of {@code byte[]} keys and {@code Object} values. */
final class TrackedConsumerFactory extends ConsumerFactory {
    private final PollHooks hooks;
    private final KafkaClientMeters meters;
    private final java.util.function.Consumer<CompletableFuture<Void>> opened;

    /** @param opened is given, for each consumer made, what completes when that consumer has left its group */
    TrackedConsumerFactory(
            PollHooks hooks, KafkaClientMeters meters, java.util.function.Consumer<CompletableFuture<Void>> opened) {
        this.hooks = hooks;
        this.meters = meters;
        this.opened = opened;
    }

    @Override
    @SuppressWarnings("unchecked") // the receivers this factory is given to have exactly these type arguments
    public <K, V> Consumer<K, V> createConsumer(ReceiverOptions<K, V> options) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        TrackedConsumer consumer = new TrackedConsumer(options.consumerProperties(), hooks, closed, meters);
        opened.accept(closed);
        return (Consumer<K, V>) consumer;
    }
}
