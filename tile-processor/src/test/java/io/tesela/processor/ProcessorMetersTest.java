package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.flow.SourceView;
import io.tesela.kafka.record.TileRecord;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.TelemetryNames;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessorMetersTest {
    private final PlanCache plans = new PlanCache(FilterCatalogue.standard(), "p1");
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ProcessorMeters meters = new ProcessorMeters(new RoleMeters(registry));

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void filtered_aStageOfSeveralFilters_isNamedAfterAllOfThemAndNoParameter() {
        // When: the last filter is of the frame stage
        meters.filtered(plan("invert,blur:3,canny:50:150,blur:5"), 7_000);

        // Then
        assertThat(tiles("invert+blur+canny")).isEqualTo(1);
        assertThat(registry.get(TelemetryNames.TILE).timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(7);
    }

    @Test
    void filtered_moreKindsOfStagesThanSeries_sharesOneForTheRest() {
        // When
        int kinds = 2 * ProcessorMeters.MAX_STAGES;
        for (int kind = 0; kind < kinds; kind++) {
            meters.filtered(plan(chain(kind)), 1);
        }
        meters.filtered(plan(chain(0)), 1);

        // Then
        assertThat(registry.get(TelemetryNames.TILE).timers()).hasSize(ProcessorMeters.MAX_STAGES + 1);
        assertThat(tiles(ProcessorMeters.OTHER)).isEqualTo(kinds - ProcessorMeters.MAX_STAGES);
    }

    @Test
    void counters_areThereFromTheStart() {
        assertThat(registry.get(TelemetryNames.RETRIES).counter().count()).isZero();
        assertThat(registry.get(TelemetryNames.TILES).counters())
                .extracting(counter -> counter.getId().getTag(TelemetryNames.OUTCOME))
                .containsExactlyInAnyOrder("filtered", "failed", "skipped", "malformed");
    }

    @Test
    void watch_ofASource_showsWhatItSays() {
        meters.watch(new FakeSource(new SourceView(7, 2)));

        assertThat(registry.get(TelemetryNames.KAFKA_LAG_RECORDS)
                        .tag(TelemetryNames.TOPIC, "tesela.tiles")
                        .gauge()
                        .value())
                .isEqualTo(7);
    }

    private ChainPlan plan(String filters) {
        return plans.plan(new TileRecord.Work(filters, new TileGrid(2, 2), 32, 24));
    }

    /** Returns another chain for each number below 256. */
    private static String chain(int number) {
        return IntStream.range(0, 8)
                .mapToObj(bit -> ((number >> bit) & 1) == 0 ? "gray" : "invert")
                .collect(Collectors.joining(","));
    }

    private long tiles(String filter) {
        return registry.get(TelemetryNames.TILE)
                .tag(TelemetryNames.FILTER, filter)
                .timer()
                .count();
    }
}
