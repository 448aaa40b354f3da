package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.AssignmentListener;
import io.tesela.kafka.flow.ConsumerSettings;
import io.tesela.kafka.flow.LogTail;
import io.tesela.kafka.flow.RecordSink;
import io.tesela.kafka.flow.RecordSource;
import io.tesela.kafka.flow.ServiceView;
import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TopicSpec;
import io.tesela.kafka.flow.Transport;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.common.KafkaException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The transport over a Kafka cluster, through Reactor Kafka.
 *
 * <p>Each source has a consumer with a thread of its own, each sink a producer with two; all signals come on the scheduler
 * given, which must allow workers on several threads and is not closed here.
 *
 * <p>Threads: {@link #close()} and {@link #sink} block, so not on threads of Reactor's parallel schedulers.
 */
public final class ReactorKafkaTransport implements Transport {
    private static final Duration ADMIN_CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final ClientProperties properties;
    private final KafkaClientMeters meters;
    private final Scheduler scheduler;
    private final Admin admin;
    private final KafkaClientMeters.Binding adminShown;
    private final KafkaTopics topics;
    private final KafkaService service;
    private final Receivers receivers;
    private final CopyOnWriteArrayList<RecordSink> sinks = new CopyOnWriteArrayList<>();

    /** As the other constructor, with clients that show nothing of themselves. */
    public ReactorKafkaTransport(KafkaConnection connection, Scheduler scheduler) {
        this(connection, KafkaClientMeters.NONE, scheduler);
    }

    /**
     * Makes the admin client; talks to the cluster only when it is first used.
     *
     * @param meters where the clients show what they count
     * @param scheduler where signals come
     * @throws io.tesela.kafka.flow.TransportException if no client can be made of the connection's properties
     */
    public ReactorKafkaTransport(KafkaConnection connection, KafkaClientMeters meters, Scheduler scheduler) {
        this.properties = new ClientProperties(connection);
        this.meters = meters;
        this.scheduler = scheduler;
        try {
            AdminClient client = AdminClient.create(properties.admin());
            this.admin = client;
            this.adminShown = meters.admin(client);
        } catch (KafkaException e) {
            throw KafkaFailures.wrap("connecting to " + connection.bootstrapServers(), e);
        }
        KafkaCalls calls = new KafkaCalls(scheduler);
        this.topics = new KafkaTopics(admin, calls);
        this.service = new KafkaService(admin, calls, topics);
        this.receivers = new Receivers(properties, meters, scheduler);
    }

    @Override
    public RecordSource consumer(ConsumerSettings settings, AssignmentListener listener) {
        return new ReactorRecordSource(
                settings,
                listener,
                receivers,
                session -> receivers.group(settings, session),
                topics::truncate,
                topics.ends(settings.topic()),
                scheduler);
    }

    @Override
    public RecordSource assigned(ConsumerSettings settings, int partition) {
        return new ReactorRecordSource(
                settings,
                AssignmentListener.NONE,
                receivers,
                session -> receivers.single(settings, partition, session),
                topics::truncate,
                topics.ends(settings.topic()),
                scheduler);
    }

    @Override
    public LogTail tail(String topic) {
        return new ReactorLogTail(
                topic,
                ConsumerSettings.DEFAULT_STALL_TIMEOUT,
                (partitions, session) -> receivers.tail(topic, partitions, session),
                receivers,
                topics,
                scheduler);
    }

    @Override
    public RecordSink sink(SinkSettings settings) {
        try {
            RecordSink sink = ReactorRecordSink.open(settings, properties.producer(settings), meters, scheduler);
            sinks.add(sink);
            return sink;
        } catch (KafkaException e) {
            throw KafkaFailures.wrap("opening sink " + settings.clientId(), e);
        }
    }

    @Override
    public Mono<Map<String, Integer>> ensureTopics(List<TopicSpec> specs) {
        return topics.ensure(specs);
    }

    @Override
    public Mono<Map<String, Integer>> partitions(Collection<String> names) {
        return topics.partitions(names);
    }

    @Override
    public Mono<Map<String, Integer>> existing(Collection<String> names) {
        return topics.existing(names);
    }

    @Override
    public Mono<Integer> growTopic(String topic, int partitions) {
        return topics.grow(topic, partitions);
    }

    @Override
    public Mono<Map<Integer, ServiceView>> service(String topic, String group) {
        return service.view(topic, group);
    }

    @Override
    public Mono<Void> deleteBefore(String topic, Map<Integer, Long> offsets) {
        return topics.deleteBefore(topic, offsets);
    }

    @Override
    public void close() {
        receivers.close();
        sinks.forEach(RecordSink::close);
        adminShown.close();
        admin.close(ADMIN_CLOSE_TIMEOUT);
    }
}
