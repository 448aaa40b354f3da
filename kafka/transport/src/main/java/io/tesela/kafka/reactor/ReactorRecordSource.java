package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.Delivery;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.SourceView;
import io.tesela.kafka.flow.TransportException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A source over Kafka: one {@link GroupSession} after the other, each with a consumer of its own. */
final class ReactorRecordSource implements RecordSource {
    private final ConsumerSettings settings;
    private final AssignmentListener listener;
    private final Receivers receivers;
    private final Function<GroupSession, Flux<Object>> connection;
    private final Consumer<Map<TopicPartition, Long>> truncation;
    private final Mono<Map<Integer, Long>> ends;
    private final Scheduler scheduler;
    private final AtomicLong rebuilds = new AtomicLong();
    private final AtomicLong generations = new AtomicLong();
    private final Set<Integer> pausedByOwner = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private volatile @Nullable GroupSession current;

    /**
     * @param connection opens a receiver for a session: of a group's partitions, or of one
     * @param ends asks where the topic's logs end, by partition
     */
    ReactorRecordSource(
            ConsumerSettings settings,
            AssignmentListener listener,
            Receivers receivers,
            Function<GroupSession, Flux<Object>> connection,
            Consumer<Map<TopicPartition, Long>> truncation,
            Mono<Map<Integer, Long>> ends,
            Scheduler scheduler) {
        this.settings = settings;
        this.listener = listener;
        this.receivers = receivers;
        this.connection = connection;
        this.truncation = truncation;
        this.ends = ends;
        this.scheduler = scheduler;
    }

    @Override
    public Flux<Delivery> deliveries() {
        return Flux.defer(this::claim);
    }

    @Override
    public void pause(int partition) {
        pausedByOwner.add(partition);
    }

    @Override
    public void resume(int partition) {
        pausedByOwner.remove(partition);
    }

    @Override
    public Mono<Void> note(int partition, String note) {
        RecordSource.requireShort(note);
        return Mono.<Void>create(done -> {
                    GroupSession session = current;
                    if (session == null) {
                        done.error(new TransportException("note: " + settings.topic() + " is not read", true, null));
                    } else {
                        session.requestNote(partition, note, done);
                    }
                })
                .publishOn(scheduler);
    }

    @Override
    public SourceView view() {
        GroupSession session = current;
        long lag = session == null
                ? 0
                : session.partitions().stream().mapToLong(Sight.Partition::owed).sum();
        return new SourceView(lag, rebuilds.get());
    }

    private Flux<Delivery> claim() {
        if (!subscribed.compareAndSet(false, true)) {
            return Flux.error(new IllegalStateException("deliveries of " + settings.topic() + " have a subscriber"));
        }
        return receivers.reconnecting(name(), this::connect).doFinally(signal -> subscribed.set(false));
    }

    private Flux<Delivery> connect() {
        GroupSession session = new GroupSession(settings, listener, generations, pausedByOwner, truncation, scheduler);
        current = session;
        return new Watchdog<>(name(), settings.stallTimeout(), session, ends, rebuilds::incrementAndGet, scheduler)
                .guard(connection.apply(session).cast(KafkaDelivery.class))
                .cast(Delivery.class);
    }

    private String name() {
        return settings.topic() + " for " + settings.group();
    }
}
