package io.tesela.kafka.reactor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Shows what Kafka's own clients count of themselves, from a client's opening to its closing.
 *
 * <p>Threads: any; nothing blocks. Which meters a client has is looked up again from time to time, on the executor given.
 *
 * <p>Ownership: registry and executor stay the caller's; both outlive the transport.
 */
public abstract class KafkaClientMeters {
    /** Shows nothing. */
    public static final KafkaClientMeters NONE = new Nothing();

    private KafkaClientMeters() {}

    /**
     * Returns meters that are shown in a registry.
     *
     * @param refreshing one thread is enough
     */
    public static KafkaClientMeters in(MeterRegistry registry, ScheduledExecutorService refreshing) {
        return new Bound(registry, refreshing);
    }

    abstract Binding consumer(Consumer<?, ?> consumer);

    abstract Binding producer(Producer<?, ?> producer);

    abstract Binding admin(AdminClient admin);

    /** The meters of one client, as long as they are shown. */
    interface Binding extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Nothing extends KafkaClientMeters {
        @Override
        Binding consumer(Consumer<?, ?> consumer) {
            return () -> {};
        }

        @Override
        Binding producer(Producer<?, ?> producer) {
            return () -> {};
        }

        @Override
        Binding admin(AdminClient admin) {
            return () -> {};
        }
    }

    private static final class Bound extends KafkaClientMeters {
        private final MeterRegistry registry;
        private final ScheduledExecutorService refreshing;

        Bound(MeterRegistry registry, ScheduledExecutorService refreshing) {
            this.registry = registry;
            this.refreshing = refreshing;
        }

        @Override
        Binding consumer(Consumer<?, ?> consumer) {
            return shown(new KafkaClientMetrics(consumer, Tags.empty(), refreshing));
        }

        @Override
        Binding producer(Producer<?, ?> producer) {
            return shown(new KafkaClientMetrics(producer, Tags.empty(), refreshing));
        }

        @Override
        Binding admin(AdminClient admin) {
            return shown(new KafkaClientMetrics(admin, Tags.empty(), refreshing));
        }

        private Binding shown(KafkaClientMetrics metrics) {
            metrics.bindTo(registry);
            return metrics::close;
        }
    }
}
