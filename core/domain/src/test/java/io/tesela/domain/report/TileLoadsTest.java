package io.tesela.domain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TileLoadsTest {
    @Test
    void loads_areAddedUp_tileByTile() {
        TileLoads.Builder builder = new TileLoads.Builder();
        builder.filtered(2, 30);
        builder.filtered(0, 10);
        builder.filtered(2, 40);
        builder.degraded(1);

        assertThat(builder.build())
                .isEqualTo(new TileLoads(List.of(10L, 0L, 70L), List.of(1L, 0L, 2L), List.of(0L, 1L)));
    }

    @Test
    void loads_ofTwoSegments_areThoseOfBoth_whicheverHasMore() {
        TileLoads first = new TileLoads(List.of(10L), List.of(1L), List.of());
        TileLoads second = new TileLoads(List.of(1L, 2L), List.of(1L, 1L), List.of(0L, 3L));
        TileLoads both = new TileLoads(List.of(11L, 2L), List.of(2L, 1L), List.of(0L, 3L));

        assertThat(first.plus(second)).isEqualTo(both);
        assertThat(second.plus(first)).isEqualTo(both);
        assertThat(TileLoads.NONE.plus(both)).isEqualTo(both);
    }
}
