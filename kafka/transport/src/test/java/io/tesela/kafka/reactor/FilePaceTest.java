package io.tesela.kafka.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.flow.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.scheduler.Schedulers;

@ExtendWith(SharedBroker.class)
class FilePaceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String topic = "paced-" + UUID.randomUUID();
    private final ReactorKafkaTransport transport;
    private final Admin admin;

    FilePaceTest(EmbeddedBroker broker) {
        KafkaConnection connection = KafkaConnection.to(broker.bootstrapServers());
        this.transport = new ReactorKafkaTransport(connection, Schedulers.parallel());
        this.admin = Admin.create(new ClientProperties(connection).admin());
    }

    @AfterEach
    void close() {
        transport.close();
        admin.close();
    }

    /** The embedded broker looks four times a second. */
    @Test
    void ensureTopics_filesShorterThanTwoLooksOfTheBroker_areTwoLooksLong() throws Exception {
        ensure("1");

        assertThat(fileMs()).isEqualTo("500");
    }

    @Test
    void ensureTopics_filesLongerThanThat_areAsLongAsWanted() throws Exception {
        ensure("7000");

        assertThat(fileMs()).isEqualTo("7000");
    }

    @Test
    void noFaster_ofATopicThatSaysNothing_saysNothing() {
        TopicSpec silent = new TopicSpec("silent", 1, Map.of("cleanup.policy", "compact"));

        assertThat(FilePace.noFaster(silent, 600_000)).isEqualTo(silent);
    }

    private void ensure(String fileMs) {
        transport
                .ensureTopics(List.of(new TopicSpec(topic, 1, Map.of("segment.ms", fileMs))))
                .block(PATIENCE);
    }

    private String fileMs() throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<ConfigResource, Config> settings =
                admin.describeConfigs(List.of(resource)).all().get();
        return Objects.requireNonNull(settings.get(resource)).get("segment.ms").value();
    }
}
