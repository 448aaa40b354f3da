package io.tesela.kafka.reactor;

import io.tesela.kafka.flow.ServiceView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Finds out how the partitions of a topic are being served by a group, through the admin client. */
final class KafkaService {
    private final Admin admin;
    private final KafkaCalls calls;
    private final KafkaTopics topics;

    KafkaService(Admin admin, KafkaCalls calls, KafkaTopics topics) {
        this.admin = admin;
        this.calls = calls;
        this.topics = topics;
    }

    /** Asks for everything at once; offsets may move between the answers, so the view is made consistent, not exact. */
    Mono<Map<Integer, ServiceView>> view(String topic, String group) {
        return Mono.zip(topics.begins(topic), topics.ends(topic), committed(group), owned(topic, group))
                .map(found -> combine(topic, found.getT1(), found.getT2(), found.getT3(), found.getT4()));
    }

    private Mono<Map<TopicPartition, OffsetAndMetadata>> committed(String group) {
        return calls.call(
                        "looking at group " + group,
                        () -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .onErrorResume(
                        error -> KafkaCalls.causedBy(error, GroupIdNotFoundException.class),
                        error -> Mono.just(Map.of()));
    }

    private Mono<Set<Integer>> owned(String topic, String group) {
        return calls.call(
                        "looking at group " + group,
                        () -> admin.describeConsumerGroups(List.of(group))
                                .describedGroups()
                                .get(group))
                .map(description -> partitionsOf(topic, description))
                .onErrorResume(
                        error -> KafkaCalls.causedBy(error, GroupIdNotFoundException.class),
                        error -> Mono.just(Set.of()));
    }

    private static Set<Integer> partitionsOf(String topic, ConsumerGroupDescription description) {
        Set<Integer> owned = new HashSet<>();
        for (var member : description.members()) {
            for (TopicPartition partition : member.assignment().topicPartitions()) {
                if (partition.topic().equals(topic)) {
                    owned.add(partition.partition());
                }
            }
        }
        return owned;
    }

    private static Map<Integer, ServiceView> combine(
            String topic,
            Map<Integer, Long> begins,
            Map<Integer, Long> ends,
            Map<TopicPartition, OffsetAndMetadata> committed,
            Set<Integer> owned) {
        Map<Integer, ServiceView> views = new HashMap<>();
        begins.forEach((partition, begin) -> {
            @Nullable OffsetAndMetadata offset = committed.get(new TopicPartition(topic, partition));
            views.put(
                    partition,
                    new ServiceView(
                            begin,
                            offset == null ? OptionalLong.empty() : OptionalLong.of(offset.offset()),
                            Math.max(begin, ends.getOrDefault(partition, begin)),
                            owned.contains(partition),
                            offset == null ? "" : offset.metadata()));
        });
        return Map.copyOf(views);
    }
}
