package io.tesela.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerMetersTest {
    @Test
    void between_twoReadings_givesWhatCameToEachTopic() {
        // Given
        Map<String, TopicBytes> before = Map.of("old", new TopicBytes(10, 5));
        Map<String, TopicBytes> after = Map.of("old", new TopicBytes(30, 6), "new", new TopicBytes(7, 0));

        // When
        Map<String, TopicBytes> grown = BrokerMeters.between(before, after);

        // Then
        assertThat(grown).containsOnly(Map.entry("old", new TopicBytes(20, 1)), Map.entry("new", new TopicBytes(7, 0)));
    }
}
