package io.tesela.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tesela.kafka.flow.SinkSettings;
import io.tesela.kafka.flow.TopicSpec;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static final Map<String, TopicSpec> SPECS = Topics.specs(new PartitionCounts(5, 4, 3, 2)).stream()
            .collect(Collectors.toMap(TopicSpec::name, Function.identity()));

    @Test
    void specs_ofTheService_areSixTopicsWithTheirPartitions() {
        assertThat(SPECS.values())
                .extracting(TopicSpec::name, TopicSpec::partitions)
                .containsExactlyInAnyOrder(
                        tuple(Topics.TILES, 5),
                        tuple(Topics.RESULTS, 4),
                        tuple(Topics.OUTPUT, 3),
                        tuple(Topics.PROGRESS, 2),
                        tuple(Topics.DEAD_TILES, 1),
                        tuple(Topics.TELEMETRY, 1));
    }

    @Test
    void specs_ofPipes_deleteNothingByThemselvesAndTakeTheLargestRecord() {
        for (String pipe : new String[] {Topics.TILES, Topics.RESULTS, Topics.OUTPUT}) {
            assertThat(settings(pipe))
                    .containsEntry("cleanup.policy", "delete")
                    .containsEntry("retention.ms", "-1")
                    .containsEntry("retention.bytes", "-1");
            assertThat(largestMessage(pipe)).isGreaterThan(Topics.MAX_VALUE_BYTES);
        }
    }

    @Test
    void specs_ofWhatASinkMaySend_fitIntoTheTopics() {
        assertThat(largestMessage(Topics.TILES)).isGreaterThanOrEqualTo(SinkSettings.DEFAULT_MAX_RECORD_BYTES);
        assertThat(largestMessage(Topics.DEAD_TILES)).isGreaterThan(Topics.MAX_VALUE_BYTES);
    }

    @Test
    void specs_ofProgress_areCompacted() {
        assertThat(settings(Topics.PROGRESS)).containsEntry("cleanup.policy", "compact");
    }

    @Test
    void specs_ofWhatNobodyCommits_areBounded() {
        assertThat(settings(Topics.DEAD_TILES)).containsKey("retention.bytes");
        assertThat(settings(Topics.TELEMETRY)).containsKey("retention.ms");
    }

    private static Map<String, String> settings(String topic) {
        TopicSpec spec = SPECS.get(topic);
        assertThat(spec).as(topic).isNotNull();
        return spec == null ? Map.of() : spec.settings();
    }

    private static int largestMessage(String topic) {
        return Integer.parseInt(settings(topic).getOrDefault("max.message.bytes", "0"));
    }
}
