package io.tesela.domain.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.Halo;
import io.tesela.domain.tile.TileGrid;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainPlanTest {
    private final FilterCatalogue catalogue = FilterCatalogue.standard();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            blur:3,sobel        | 3x3 | LUMA | blur:3,sobel                     | false | ''                    | 2
            blur:5,canny,blur:3 | 3x3 | LUMA | blur:5,canny:50:150              | true  | blur:3                | 4
            canny               | 2x1 | LUMA | canny:50:150                     | true  | ''                    | 2
            canny,canny,sobel   | 1x2 | LUMA | canny:50:150                     | true  | canny:50:150,sobel    | 2
            blur:9,invert       | 3x3 | I420 | blur:9,invert                    | false | ''                    | 4
            invert,gray         | 3x3 | LUMA | invert,gray                      | false | ''                    | 0
            blur:5,canny,blur:3 | 1x1 | LUMA | blur:5,canny:50:150,blur:3       | false | ''                    | 0
            blur:9              | 1x1 | I420 | blur:9                           | false | ''                    | 0
            """)
    void plan_splitsTheChainAtTheFirstFilterThatNeedsTheWholeFrame(
            String chain,
            String grid,
            PixelLayout layout,
            String tileStage,
            boolean mapped,
            String frameStage,
            int halo) {
        ChainPlan plan = plan(chain, TileGrid.parse(grid));

        assertThat(plan.layout()).isEqualTo(layout);
        assertThat(compact(plan.tileStage())).isEqualTo(tileStage);
        assertThat(plan.mapped()).isEqualTo(mapped);
        assertThat(compact(plan.frameStage())).isEqualTo(frameStage);
        assertThat(plan.geometry().halo()).isEqualTo(new Halo(halo));
        assertThat(plan.effectiveTiles()).isEqualTo(TileGrid.parse(grid));
        assertThat(plan.hasFrameStage()).isEqualTo(mapped);
    }

    @Test
    void plan_ofAFilterThatNeedsTheWholeFrame_collapsesTheGrid() {
        ChainPlan plan = plan("canny,faces,blur:3", new TileGrid(4, 4));

        assertThat(plan.effectiveTiles()).isEqualTo(TileGrid.WHOLE);
        assertThat(compact(plan.tileStage())).isEqualTo("canny:50:150,faces:box:1.2:4:0.1,blur:3");
        assertThat(plan.hasFrameStage()).isFalse();
        assertThat(plan.geometry().halo()).isEqualTo(Halo.NONE);
    }

    @ParameterizedTest
    @CsvSource({"blur:3, 33x1", "canny, 1x25"})
    void plan_ofAGridTooFineForTheFrame_refuses(String chain, String grid) {
        assertThatThrownBy(() -> plan(chain, TileGrid.parse(grid)))
                .isInstanceOf(TeselaException.class)
                .hasMessage("tiles: " + grid + " (expected: at most 32x24 for a frame of 64x48)")
                .extracting(failure -> ((TeselaException) failure).code())
                .isEqualTo(FailureCode.BAD_TILES);
    }

    @Test
    void plan_ofAFilterForTheWholeFrame_refusesAGridTooFineAllTheSame() {
        assertThatThrownBy(() -> plan("faces", new TileGrid(33, 1))).isInstanceOf(TeselaException.class);
    }

    private ChainPlan plan(String chain, TileGrid grid) {
        return ChainPlan.of(FilterChain.parse(chain, catalogue), grid, 64, 48);
    }

    private static String compact(List<FilterSpec> stage) {
        return stage.stream().map(FilterSpec::toString).collect(Collectors.joining(","));
    }
}
