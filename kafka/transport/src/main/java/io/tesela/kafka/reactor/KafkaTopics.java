package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.TopicSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Creates topics, looks at them and cuts them, through the admin client. */
final class KafkaTopics {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);

    private static final Config NO_SETTINGS = new Config(List.of());

    // Together some 15 s: a controller on a busy machine was seen to need one.
    private static final long NEW_TOPIC_TRIES = 20;
    private static final Duration NEW_TOPIC_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_NEW_TOPIC_PAUSE = Duration.ofSeconds(1);

    private final Admin admin;
    private final KafkaCalls calls;
    private final FilePace filePace;
    private final Set<Set<TopicPartition>> beingTruncated = ConcurrentHashMap.newKeySet();

    KafkaTopics(Admin admin, KafkaCalls calls) {
        this.admin = admin;
        this.calls = calls;
        this.filePace = new FilePace(admin, calls);
    }

    Mono<Map<String, Integer>> ensure(List<TopicSpec> specs) {
        return filePace.shortestMs()
                .flatMapMany(shortestMs -> Flux.fromIterable(specs).map(spec -> FilePace.noFaster(spec, shortestMs)))
                .concatMap(this::ensureOne, 1)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    Mono<Map<String, Integer>> partitions(Collection<String> topics) {
        return calls.call(
                        "looking at " + topics,
                        () -> admin.describeTopics(topics).allTopicNames())
                .map(described -> described.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> entry.getValue().partitions().size())));
    }

    Mono<Map<String, Integer>> existing(Collection<String> topics) {
        return calls.call("listing topics", () -> admin.listTopics().names())
                .map(names -> topics.stream().filter(names::contains).toList())
                .flatMap(this::partitions);
    }

    Mono<Integer> partitionCount(String topic) {
        return partitions(List.of(topic)).map(counts -> counts.getOrDefault(topic, 0));
    }

    Mono<Integer> grow(String topic, int partitions) {
        return partitionCount(topic)
                .flatMap(count -> growFrom(topic, count, partitions))
                .delayUntil(count -> served(topic, count));
    }

    Mono<Map<Integer, Long>> begins(String topic) {
        return partitionCount(topic).flatMap(count -> offsets(topic, count, OffsetSpec.earliest()));
    }

    Mono<Map<Integer, Long>> ends(String topic) {
        return partitionCount(topic)
                .flatMap(count -> offsets(topic, count, OffsetSpec.latest()))
                .retryWhen(untilKnown());
    }

    /**
     * Completes when the leader of each partition serves it; a call to a leader that does not yet is made again by the client.
     *
     * <p>Metadata name a leader some time before that. A producer that believes them may have its first batch refused and its
     * second accepted, since a log without any record of a producer takes every sequence number; the first then waits for its
     * turn until its delivery times out.
     */
    private Mono<Void> served(String topic, int count) {
        return Mono.defer(() -> offsets(topic, count, OffsetSpec.latest()))
                .retryWhen(untilKnown())
                .then();
    }

    Mono<Void> deleteBefore(String topic, Map<Integer, Long> offsets) {
        Map<TopicPartition, RecordsToDelete> below = new HashMap<>();
        offsets.forEach((partition, offset) ->
                below.put(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)));
        return calls.call(
                "deleting from " + topic, () -> admin.deleteRecords(below).all());
    }

    /**
     * Deletes what lies below some offsets, in the background: an error means that the next time will delete more. So does a broker
     * that has not yet answered for the same partitions.
     */
    void truncate(Map<TopicPartition, Long> offsets) {
        Set<TopicPartition> partitions = Set.copyOf(offsets.keySet());
        if (!beingTruncated.add(partitions)) {
            return;
        }
        Map<TopicPartition, RecordsToDelete> below = new HashMap<>();
        offsets.forEach((partition, offset) -> below.put(partition, RecordsToDelete.beforeOffset(offset)));
        KafkaFuture<Void> unused = admin.deleteRecords(below).all().whenComplete((nothing, error) -> {
            beingTruncated.remove(partitions);
            if (error != null) {
                boolean passing = KafkaFailures.unwrap(error) instanceof RetriableException;
                (passing ? LOG.atDebug() : LOG.atWarn())
                        .setCause(error)
                        .addKeyValue("partitions", partitions)
                        .log("records behind the committed offsets not deleted");
            }
        });
    }

    private Mono<Map.Entry<String, Integer>> ensureOne(TopicSpec spec) {
        return create(spec)
                .onErrorResume(error -> KafkaCalls.causedBy(error, TopicExistsException.class), error -> adopt(spec))
                .delayUntil(count -> served(spec.name(), count))
                .map(count -> Map.entry(spec.name(), count));
    }

    private Mono<Integer> create(TopicSpec spec) {
        NewTopic topic =
                new NewTopic(spec.name(), Optional.of(spec.partitions()), Optional.empty()).configs(spec.settings());
        return calls.call(
                "creating " + spec.name(),
                () -> admin.createTopics(List.of(topic)).numPartitions(spec.name()));
    }

    private Mono<Integer> adopt(TopicSpec spec) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, spec.name());
        return calls.call(
                        "looking at " + spec.name(),
                        () -> admin.describeConfigs(List.of(resource)).all())
                .map(configs -> differences(spec, configs.getOrDefault(resource, NO_SETTINGS)))
                .flatMap(changes -> alter(resource, changes))
                .then(Mono.defer(() -> partitionCount(spec.name())))
                .retryWhen(untilKnown());
    }

    /** When another role has created a topic a moment ago, the broker may say that it exists, and then that it does not. */
    private static Retry untilKnown() {
        return Retry.backoff(NEW_TOPIC_TRIES, NEW_TOPIC_PAUSE)
                .maxBackoff(LONGEST_NEW_TOPIC_PAUSE)
                .filter(error -> KafkaCalls.causedBy(error, UnknownTopicOrPartitionException.class))
                .onRetryExhaustedThrow((spec, last) -> last.failure());
    }

    private static List<AlterConfigOp> differences(TopicSpec spec, Config actual) {
        return spec.settings().entrySet().stream()
                .filter(wanted -> differs(wanted.getValue(), actual.get(wanted.getKey())))
                .map(wanted -> new AlterConfigOp(
                        new ConfigEntry(wanted.getKey(), wanted.getValue()), AlterConfigOp.OpType.SET))
                .toList();
    }

    private static boolean differs(String wanted, @Nullable ConfigEntry actual) {
        return actual == null || !wanted.equals(actual.value());
    }

    private Mono<Void> alter(ConfigResource topic, List<AlterConfigOp> changes) {
        if (changes.isEmpty()) {
            return Mono.empty();
        }
        LOG.atWarn()
                .addKeyValue("topic", topic.name())
                .addKeyValue("settings", changes)
                .log("settings of an existing topic changed");
        return calls.call(
                "changing " + topic.name(),
                () -> admin.incrementalAlterConfigs(Map.of(topic, changes)).all());
    }

    private Mono<Integer> growFrom(String topic, int count, int partitions) {
        if (count >= partitions) {
            return Mono.just(count);
        }
        // Another process may have grown it meanwhile: then there are as many as it wanted, and that is told.
        return calls.call(
                        "growing " + topic,
                        () -> admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                                .all())
                .thenReturn(partitions)
                .onErrorResume(
                        error -> KafkaCalls.causedBy(error, InvalidPartitionsException.class),
                        error -> partitionCount(topic));
    }

    private Mono<Map<Integer, Long>> offsets(String topic, int partitionCount, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> request = IntStream.range(0, partitionCount)
                .boxed()
                .collect(Collectors.toMap(number -> new TopicPartition(topic, number), number -> which));
        return calls.call(
                        "looking at " + topic, () -> admin.listOffsets(request).all())
                .map(KafkaTopics::byPartition);
    }

    private static Map<Integer, Long> byPartition(Map<TopicPartition, ListOffsetsResultInfo> found) {
        return found.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().partition(),
                        entry -> entry.getValue().offset()));
    }
}
