package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.TopicSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * How often topics begin a new file: no more often than brokers look for old ones.
 *
 * <p>A broker deletes whole files, and only when it looks. With the five minutes between two looks that are Kafka's default, files of
 * half a second would be six hundred for each partition, each with two memory maps, of which a system allows some 65,000.
 */
final class FilePace {
    private static final Logger LOG = LoggerFactory.getLogger(FilePace.class);

    private static final String FILE_MS = "segment.ms";
    private static final String LOOK_MS = "log.retention.check.interval.ms";
    private static final long USUAL_LOOK_MS = Duration.ofMinutes(5).toMillis();

    /** At most this many files of a partition are waiting to be deleted. */
    private static final int LOOKS_A_FILE = 2;

    private final Admin admin;
    private final KafkaCalls calls;

    FilePace(Admin admin, KafkaCalls calls) {
        this.admin = admin;
        this.calls = calls;
    }

    /** Returns the shortest time that a file should take records for, in milliseconds; that of a usual broker if none may tell. */
    Mono<Long> shortestMs() {
        return calls.call(
                        "looking at the brokers", () -> admin.describeCluster().nodes())
                .flatMap(this::longestLookMs)
                .onErrorResume(error -> KafkaCalls.causedBy(error, AuthorizationException.class), FilePace::usualLookMs)
                .map(lookMs -> LOOKS_A_FILE * lookMs);
    }

    /** Returns the topic, with files of at least that time where it says how long they are. */
    static TopicSpec noFaster(TopicSpec spec, long shortestMs) {
        String wanted = spec.settings().get(FILE_MS);
        return wanted == null || Long.parseLong(wanted) >= shortestMs
                ? spec
                : spec.with(FILE_MS, Long.toString(shortestMs));
    }

    private static Mono<Long> usualLookMs(Throwable refusal) {
        LOG.atInfo()
                .addKeyValue("cause", refusal.getMessage())
                .log("brokers do not tell us how often they delete files; taken for the usual five minutes");
        return Mono.just(USUAL_LOOK_MS);
    }

    private Mono<Long> longestLookMs(Collection<Node> nodes) {
        var brokers = nodes.stream()
                .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
                .toList();
        return calls.call(
                        "looking at the brokers",
                        () -> admin.describeConfigs(brokers).all())
                .map(FilePace::longestLookMs);
    }

    private static long longestLookMs(Map<ConfigResource, Config> brokers) {
        return brokers.values().stream()
                .map(broker -> broker.get(LOOK_MS))
                .filter(entry -> entry != null && entry.value() != null)
                .map(ConfigEntry::value)
                .mapToLong(Long::parseLong)
                .max()
                .orElse(USUAL_LOOK_MS);
    }
}
