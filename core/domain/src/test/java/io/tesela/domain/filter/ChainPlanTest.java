package io.tesela.domain.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.Halo;
import io.tesela.domain.tile.TileGrid;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainPlanTest {
    private static final Random NOISE = new Random(7);

    private final FilterCatalogue catalogue = FilterCatalogue.standard();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            blur:3,sobel        | 3x3 | LUMA | blur:3,sobel                     | false | ''                    | 2
            blur:5,canny,blur:3 | 3x3 | LUMA | blur:5,canny:50:150              | true  | blur:3                | 4
            canny               | 2x1 | LUMA | canny:50:150                     | true  | ''                    | 2
            canny,canny,sobel   | 1x2 | LUMA | canny:50:150                     | true  | canny:50:150,sobel    | 2
            blur:9,invert       | 3x3 | I420 | blur:9,invert                    | false | ''                    | 4
            invert,gray         | 3x3 | LUMA | invert,gray                      | false | ''                    | 0
            motion,dilate       | 3x3 | LUMA | motion:25:mask,dilate:3:1        | false | ''                    | 1
            blur:5,motion,canny | 3x3 | LUMA | blur:5,motion:25:mask,canny:50:150 | true | ''                   | 4
            motion,canny,blur:3 | 3x3 | LUMA | motion:25:mask,canny:50:150      | true  | blur:3                | 2
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            denoise             | 1x1 |  8 | 8 | as many as there are cores for
            gray,denoise        | 1x1 | 99 | 20 | 1080 rows, each band four times the 13 samples that it reads around it
            gray,denoise,blur:5 | 1x1 | 99 | 18 | 15 samples
            motion,denoise      | 1x1 | 99 | 20 | a frame before is of no account
            denoise             | 1x1 | 99 | 15 | of chroma as many samples are read, of half as many rows
            gray,denoise        | 1x9 | 99 | 2 | 120 rows
            gray,denoise:10:3:7 | 1x9 | 99 | 3 | less than 32 rows are never worth it
            denoise             | 8x64 | 99 | 1 | 16 rows
            blur:5,median:5     | 1x1 |  8 | 1 | done before it is divided
            denoise,canny       | 3x3 |  8 | 1 | rows of a map hang on each other
            denoise,equalize    | 3x3 |  8 | 1 | sees all of a frame
            faces               | 3x3 |  8 | 1 | likewise
            canny,denoise       | 3x3 |  8 | 1 | not of the tile stage
            """)
    void usefulBands_heavyFiltersWithNothingButAHalo(String chain, String grid, int cores, int bands, String why) {
        ChainPlan plan = ChainPlan.of(FilterChain.parse(chain, catalogue), TileGrid.parse(grid), 1920, 1080);

        assertThat(plan.usefulBands(0, cores)).as(why).isEqualTo(bands);
    }

    @Test
    void plan_ofAFilterThatNeedsTheWholeFrame_collapsesTheGrid() {
        ChainPlan plan = plan("canny,faces,blur:3", new TileGrid(4, 4));

        assertThat(plan.effectiveTiles()).isEqualTo(TileGrid.WHOLE);
        assertThat(compact(plan.tileStage())).isEqualTo("canny:50:150,faces:box:1.2:4:0.1,blur:3");
        assertThat(plan.hasFrameStage()).isFalse();
        assertThat(plan.geometry().halo()).isEqualTo(Halo.NONE);
    }

    @Test
    void advice_whereAFilterThatTakesLongIsNotShared_saysSo() {
        assertThat(advice("canny,blur:3,denoise", "3x3"))
                .contains("denoise comes after canny, so one assembler does it for all frames of the job; before it,"
                        + " processors would share it");
        assertThat(advice("denoise,canny,blur:3", "3x3")).isEmpty();
        assertThat(advice("denoise,blur:3", "3x3")).isEmpty();
        assertThat(advice("canny,denoise", "1x1")).isEmpty();
        assertThat(advice("canny,denoise,faces", "3x3")).isEmpty();
    }

    private Optional<String> advice(String chain, String grid) {
        return ChainPlan.advice(FilterChain.parse(chain, catalogue), TileGrid.parse(grid));
    }

    /** The frame stage sees one frame only. */
    @ParameterizedTest
    @CsvSource({"'canny,motion', LUMA", "'canny,blur:3,motion,dilate', LUMA", "motion:highlight, I420"})
    void plan_ofAFilterThatLooksBackAtMoreThanATile_collapsesTheGrid(String chain, PixelLayout layout) {
        ChainPlan plan = plan(chain, new TileGrid(4, 4));

        assertThat(plan.effectiveTiles()).isEqualTo(TileGrid.WHOLE);
        assertThat(plan.tileStage()).isEqualTo(plan.chain().filters());
        assertThat(plan.hasFrameStage()).isFalse();
        assertThat(plan.layout()).isEqualTo(layout);
    }

    @Test
    void cut_whereFiltersLookBack_takesTheSameRegionOfFramesBefore() {
        // Given: two filters that look back one frame each
        ChainPlan plan = plan("blur:5,motion,motion", new TileGrid(3, 2));
        List<PixelBuffer> newestFirst =
                Stream.generate(ChainPlanTest::noise).limit(4).toList();
        byte[] newest = plan.geometry().cutHaloed(newestFirst.get(0), 4);

        // When
        byte[] cut = plan.cut(newestFirst, 4);

        // Then: those of three frames, the newest first
        assertThat(cut)
                .hasSize(3 * newest.length)
                .startsWith(newest)
                .endsWith(plan.geometry().cutHaloed(newestFirst.get(2), 4));
        assertThat(plan.cut(newestFirst.subList(0, 1), 4)).isEqualTo(newest);
        assertThat(plan.tileBytes(4, 0)).isEqualTo(newest.length);
        assertThat(plan.tileBytes(4, 1)).isEqualTo(2 * newest.length);
        assertThat(plan.tileBytes(4, 1_000)).isEqualTo(3 * newest.length);
        assertThat(plan.frameBytes()).isEqualTo(3 * 64 * 48);
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

    private static PixelBuffer noise() {
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.LUMA, 64, 48);
        NOISE.nextBytes(frame.samples());
        return frame;
    }

    private static String compact(List<FilterSpec> stage) {
        return stage.stream().map(FilterSpec::toString).collect(Collectors.joining(","));
    }
}
