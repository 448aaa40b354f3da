package io.tesela.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.tile.TileGrid;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SleepFilterTest {
    private final SleepFilter sleep = new SleepFilter();

    @Test
    void run_countsTheTimeAndChangesNoPixel() {
        ChainPlan plan =
                ChainPlan.of(FilterChain.parse("sleep:50,sleep:7", sleep.catalogue()), new TileGrid(2, 1), 32, 24);
        byte[] haloed = new byte[plan.geometry().haloedBytes(1)];
        haloed[5] = 9;

        assertThat(sleep.run(plan, 1, haloed)).isEqualTo(haloed);

        assertThat(sleep.nanoTime()).isEqualTo(Duration.ofMillis(57).toNanos());
        assertThat(sleep.total()).isEqualTo(Duration.ofMillis(57));
    }

    @Test
    void standardCatalogue_hasNoSleep() {
        assertThat(FilterCatalogue.standard().all())
                .extracting(declaration -> declaration.name())
                .doesNotContain("sleep");
    }
}
