package io.tesela.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeterReadingTest {
    private final Telemetry telemetry = Telemetry.prometheus("up");
    private final RoleMeters meters = telemetry.meters().of("processor-1");

    @AfterEach
    void closeTelemetry() {
        telemetry.close();
    }

    @Test
    void of_counterAndGauge_sayTheirValueAndTags() {
        meters.frames("decoded").increment(3);
        meters.inFlightFrames(() -> 7);

        assertThat(ours())
                .containsExactlyInAnyOrder(
                        new MeterReading(
                                TelemetryNames.FRAMES,
                                Map.of("role", "processor-1", "stage", "decoded"),
                                3,
                                0,
                                List.of()),
                        new MeterReading(
                                TelemetryNames.IN_FLIGHT_FRAMES, Map.of("role", "processor-1"), 7, 0, List.of()));
    }

    /** The page knows their bounds by their place. */
    @Test
    void of_timer_countsIntoThirteenBucketsFromOneMillisecondToTenSeconds() {
        meters.tileTime("blur").record(Duration.ofMillis(30));
        meters.tileTime("blur").record(Duration.ofSeconds(4));

        assertThat(ours()).singleElement().satisfies(reading -> {
            assertThat(reading.value()).isEqualTo(2);
            assertThat(reading.seconds()).isEqualTo(4.03);
            assertThat(reading.buckets()).containsExactly(0L, 0L, 0L, 0L, 0L, 1L, 1L, 1L, 1L, 1L, 1L, 2L, 2L);
        });
    }

    @Test
    void of_gaugeThatSaysNothing_andMetersOfOthers_areLeftOut() {
        meters.audioBytes(() -> Double.NaN);
        telemetry.registry().counter("jvm.something").increment();

        assertThat(ours()).isEmpty();
    }

    @Test
    void of_process_saysWhatAPersonLooksAt() {
        assertThat(telemetry.readings())
                .extracting(MeterReading::name)
                .contains("process.cpu.usage", TelemetryNames.RESIDENT_MEMORY)
                .noneMatch(name -> name.startsWith("jvm."));
    }

    private List<MeterReading> ours() {
        return telemetry.readings().stream()
                .filter(reading -> reading.name().startsWith("tesela."))
                .toList();
    }
}
