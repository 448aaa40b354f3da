package io.tesela.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.bench.chaos.FaultSchedule.Strike;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
    @Test
    void of_anySeed_killsTwiceAtLeastWithinTheJobInOrder() {
        Set<String> labels = new HashSet<>();
        for (long seed = 0; seed < 500; seed++) {
            // When
            FaultSchedule schedule = FaultSchedule.of(seed, 150);

            // Then
            assertThat(schedule.kills()).isBetween(2L, 4L);
            assertThat(schedule.strikes()).isSortedAccordingTo(Comparator.comparingLong(Strike::atFrame));
            assertThat(schedule.strikes()).allMatch(strike -> strike.atFrame() >= 1 && strike.atFrame() <= 106);
            assertThat(FaultSchedule.of(seed, 150)).as("once more").isEqualTo(schedule);
            schedule.strikes()
                    .forEach(strike -> labels.add(strike.fault().label().replaceAll(" \\d+ s$", "")));
        }
        assertThat(labels)
                .contains("kill processor-1", "kill processor-2", "kill assembler", "kill ingest", "kill broker")
                .contains(
                        "freeze assembler",
                        "freeze ingest",
                        "freeze broker",
                        "freeze processor-1",
                        "cut",
                        "stall",
                        "stop ingest");
    }
}
