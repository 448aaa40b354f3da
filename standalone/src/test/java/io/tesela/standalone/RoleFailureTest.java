package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.kafka.topic.Topics;
import io.tesela.standalone.TestService.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A role that cannot work ends, with one sentence, instead of staying up for nothing. */
class RoleFailureTest {
    @ParameterizedTest
    @CsvSource({
        "tile-processor, " + Topics.PROCESSORS + ", " + Topics.TILES,
        "assembler, " + Topics.ASSEMBLERS + ", " + Topics.RESULTS,
    })
    void role_thatItsGroupRefuses_endsWith5AndOneSentence(String role, String group, String topic) {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                KafkaConsumer<byte[], byte[]> stranger = stranger(broker, group)) {
            // Given: somebody in the group who shares partitions in a way that the role does not know
            TestService.tesela("topics", "--tiles", "12", "--kafka", broker.bootstrapServers());
            stranger.subscribe(List.of(topic));
            Awaitility.await()
                    .until(() -> stranger.poll(Duration.ofMillis(100)).isEmpty()
                            && !stranger.assignment().isEmpty());

            // When
            Ended ended = TestService.tesela(role, "--kafka", broker.bootstrapServers());

            // Then
            assertThat(ended.exitCode()).isEqualTo(5);
            assertThat(ended.err().lines().filter(line -> line.startsWith("error: ")))
                    .singleElement()
                    .asString()
                    .contains(" cannot go on: ");
        }
    }

    @Test
    void ingest_onTheFolderOfAnother_endsWith5AndOneSentence(@TempDir Path folder) throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                RoleProcesses processes = new RoleProcesses(folder)) {
            // Given
            String[] ingest = {
                "ingest",
                "--kafka",
                broker.bootstrapServers(),
                "--port",
                "0",
                "--preview-port",
                "0",
                "--data",
                folder.resolve("data").toString()
            };
            processes.start("first", ingest).address("(ingest ready)");

            // When
            Ended second = TestService.tesela(ingest);

            // Then
            assertThat(second.exitCode()).isEqualTo(5);
            assertThat(second.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("error: --data: ")
                    .contains("another ingest");
            assertThat(processes.alive("first")).isTrue();
        }
    }

    private static KafkaConsumer<byte[], byte[]> stranger(EmbeddedBroker broker, String group) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "group.id",
                group,
                "partition.assignment.strategy",
                RangeAssignor.class.getName());
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
