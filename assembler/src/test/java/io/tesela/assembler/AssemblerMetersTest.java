package io.tesela.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.TelemetryNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AssemblerMetersTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        registry.close();
    }

    /** An alert looks at the increase, and the first count of a counter that was not there is none. */
    @Test
    void degradedTiles_areCountedFromZero_forEachReason() {
        // When
        new AssemblerMeters(new RoleMeters(registry));

        // Then
        assertThat(registry.get(TelemetryNames.DEGRADED_TILES).counters())
                .allMatch(counter -> counter.count() == 0)
                .extracting(counter -> counter.getId().getTag(TelemetryNames.REASON))
                .containsExactlyInAnyOrder("failed", "filled");
    }
}
