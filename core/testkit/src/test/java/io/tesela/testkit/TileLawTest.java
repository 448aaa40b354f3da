package io.tesela.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.TileGrid;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TileLawTest {
    private static final PixelBuffer FRAME = new SyntheticFrames(new Random(3)).noise(PixelLayout.I420, 40, 24);

    private final ChainPlan plan = plan("blur:3");

    @Test
    void check_ofAnObedientFilter_passes() {
        TileLaw law = new TileLaw(
                newestFirst -> newestFirst.get(0),
                (tile, haloed) -> plan.geometry().cropToCore(haloed, tile),
                TileLawTest::never);

        assertThatCode(() -> law.check(plan, FRAME)).doesNotThrowAnyException();
    }

    @Test
    void check_ofOneWrongSample_saysWhere() {
        // Given: tile 4 of 3x2 is the middle one below; in the V plane its core is 6 wide, from x 6, y 6
        TileLaw law = new TileLaw(
                newestFirst -> PixelBuffer.allocate(PixelLayout.I420, 40, 24),
                (tile, haloed) -> oneSampleInTile4(tile),
                TileLawTest::never);

        assertThatThrownBy(() -> law.check(plan, FRAME))
                .isInstanceOf(AssertionError.class)
                .hasMessage("blur:3 on 40x24 in 3x2 tiles: plane 2, x 8, y 7, tile 4 is 99 (expected: 0); 1 samples"
                        + " differ");
    }

    @Test
    void check_ofAnotherLayout_fails() {
        TileLaw law = new TileLaw(
                newestFirst -> newestFirst.get(0).in(PixelLayout.LUMA),
                (tile, haloed) -> plan.geometry().cropToCore(haloed, tile),
                TileLawTest::never);

        assertThatThrownBy(() -> law.check(plan, FRAME))
                .isInstanceOf(AssertionError.class)
                .hasMessage("blur:3 on 40x24 in 3x2 tiles: I420 40x24 (expected: LUMA 40x24)");
    }

    @Test
    void check_ofAPlanWithAFrameStage_runsIt() {
        ChainPlan mapped = plan("canny");
        TileLaw law = new TileLaw(
                newestFirst -> newestFirst.get(0),
                (tile, haloed) -> new byte[mapped.geometry().coreBytes(tile)],
                joined -> FRAME.in(PixelLayout.LUMA));

        assertThatCode(() -> law.check(mapped, FRAME)).doesNotThrowAnyException();
    }

    private byte[] oneSampleInTile4(int tile) {
        byte[] core = new byte[plan.geometry().coreBytes(tile)];
        if (tile == 4) {
            int luma = plan.geometry().region(4, 0).core().area();
            int chroma = plan.geometry().region(4, 1).core().area();
            core[luma + chroma + plan.geometry().region(4, 2).core().width() + 2] = 99;
        }
        return core;
    }

    private static ChainPlan plan(String chain) {
        return ChainPlan.of(FilterChain.parse(chain, FilterCatalogue.standard()), new TileGrid(3, 2), 40, 24);
    }

    private static PixelBuffer never(PixelBuffer joined) {
        throw new AssertionError("frame stage (expected: none)");
    }
}
