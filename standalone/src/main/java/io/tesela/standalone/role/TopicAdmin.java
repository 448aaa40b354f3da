package io.tesela.standalone.role;

import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.reactor.KafkaConnection;
import io.tesela.kafka.reactor.ReactorKafkaTransport;
import io.tesela.kafka.topic.Topics;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Looks after the topics of a cluster, from a command.
 *
 * <p><b>Threads:</b> blocks.
 */
public final class TopicAdmin implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Scheduler scheduler = Schedulers.newSingle("tesela-kafka", true);
    private final Transport transport;

    public TopicAdmin(KafkaConnection connection) {
        this.transport = new ReactorKafkaTransport(connection, scheduler);
    }

    /** Returns how many partitions each topic of the service has, 0 where it does not exist; changes nothing. */
    public Map<String, Integer> partitions() {
        Map<String, Integer> counts = new TreeMap<>();
        Topics.names().forEach(topic -> counts.put(topic, 0));
        counts.putAll(Waiting.on("topics", transport.existing(Topics.names()), TIMEOUT));
        return counts;
    }

    /** Makes topics that are missing, and lets the tile topic have at least {@code count} partitions; returns what there is then. */
    public Map<String, Integer> growTiles(int count) {
        Map<String, Integer> counts = new TreeMap<>(
                Waiting.on("topics", transport.ensureTopics(Topics.specs(PartitionCounts.DEFAULT)), TIMEOUT));
        counts.put(Topics.TILES, Waiting.on("the tile partitions", transport.growTopic(Topics.TILES, count), TIMEOUT));
        return counts;
    }

    @Override
    public void close() {
        transport.close();
        scheduler.dispose();
    }
}
