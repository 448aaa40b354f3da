package io.tesela.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.bench.chaos.FaultSchedule.Strike;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
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
                    .forEach(strike -> labels.add(strike.fault().label().replaceAll(" \\d+ s$| to \\d+$", "")));
            assertThat(schedule.fails()).isFalse();
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
                        "stop ingest")
                .contains(
                        "drop 2 % of tiles",
                        "corrupt 2 % of tiles",
                        "duplicate 20 % of tiles",
                        "delay 20 % of tiles",
                        "drop 2 % of results",
                        "corrupt 2 % of results",
                        "duplicate 20 % of results",
                        "delay 20 % of results");
    }

    @Test
    void recordFaults_anySeed_areThoseThatStrike_fromTheirFrameOn() {
        for (long seed = 0; seed < 500; seed++) {
            // When
            FaultSchedule schedule = FaultSchedule.of(seed, 150);

            // Then
            List<Strike> striking = schedule.strikes().stream()
                    .filter(strike -> strike.fault() instanceof Fault.Records)
                    .toList();
            assertThat(schedule.recordFaults()).hasSameSizeAs(striking);
            assertThat(schedule.recordFaults())
                    .zipSatisfy(
                            striking,
                            (fault, strike) -> assertThat(fault.fromFrame()).isEqualTo(strike.atFrame()));
        }
    }

    @Test
    void failing_anySeed_hasOneRecordThatCannotBeReadInTheFirstHalf_andOneKillAtMost() {
        Set<String> labels = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            // When
            FaultSchedule schedule = FaultSchedule.failing(seed, 150);

            // Then
            List<Strike> unreadable = schedule.strikes().stream()
                    .filter(strike -> strike.fault() instanceof Fault.Unreadable)
                    .toList();
            assertThat(schedule.fails()).isTrue();
            assertThat(schedule.kills()).isBetween(0L, 1L);
            assertThat(unreadable).hasSize(1).allMatch(strike -> strike.atFrame() >= 1 && strike.atFrame() <= 75);
            assertThat(FaultSchedule.failing(seed, 150)).as("once more").isEqualTo(schedule);
            labels.add(unreadable.get(0).fault().label());
        }
        assertThat(labels).hasSize(UnreadableRecord.values().length);
    }
}
