package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.kafka.embedded.EmbeddedBroker;
import io.tesela.standalone.TestService.Ended;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsCommandTest {
    @Test
    void topics_onAnEmptyBroker_onlyLooks_andGrowsWhenTold() {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            // When
            Ended first = topics(broker);
            Ended second = topics(broker);
            Ended grown = topics(broker, "--tiles", "14");

            // Then
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(first.out())
                    .containsPattern("tesela\\.tiles +missing")
                    .containsPattern("tesela\\.output +missing");
            assertThat(second).isEqualTo(first);
            assertThat(grown.out()).containsPattern("tesela\\.tiles +14\n").doesNotContain("missing");
            await().untilAsserted(() -> assertThat(topics(broker)).isEqualTo(grown));
        }
    }

    private static Ended topics(EmbeddedBroker broker, String... more) {
        List<String> arguments = new ArrayList<>(List.of("topics", "--kafka", broker.bootstrapServers()));
        arguments.addAll(List.of(more));
        return TestService.tesela(arguments.toArray(String[]::new));
    }
}
