package io.tesela.domain.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileGeometryTest {
    private static final int RUNS = 300;

    private final long seed = Long.getLong("tesela.seed", System.nanoTime());
    private final Random random = new Random(seed);

    TileGeometryTest() {
        System.out.println("TileGeometryTest: seed " + seed + " (repeat with -Dtesela.seed=" + seed + ")");
    }

    @Test
    void cores_ofAnyGrid_coverEverySampleOnce() {
        for (int run = 0; run < RUNS; run++) {
            TileGeometry geometry = anyGeometry();
            PixelBuffer count = PixelBuffer.allocate(geometry.layout(), geometry.width(), geometry.height());
            for (int tile = 0; tile < geometry.grid().tiles(); tile++) {
                for (int plane = 0; plane < geometry.layout().planes(); plane++) {
                    add(count, plane, geometry.region(tile, plane).core());
                }
            }
            assertThat(count.samples()).as("%s", geometry).containsOnly(1);
        }
    }

    @Test
    void bands_ofAnyTile_coverItsCoreOnceAndReadNoMoreThanTravels() {
        for (int run = 0; run < RUNS; run++) {
            TileGeometry geometry = anyGeometry();
            int tile = random.nextInt(geometry.grid().tiles());
            int bands = 1 + random.nextInt(geometry.mostBands(tile));
            // A frame that is one tile travels without a halo.
            Halo reach = geometry.grid().tiles() == 1 ? new Halo(random.nextInt(40)) : geometry.halo();
            PixelBuffer count = PixelBuffer.allocate(geometry.layout(), geometry.width(), geometry.height());
            PixelBuffer core = PixelBuffer.allocate(geometry.layout(), geometry.width(), geometry.height());
            for (int plane = 0; plane < geometry.layout().planes(); plane++) {
                PixelRect travels = geometry.region(tile, plane).haloed();
                add(core, plane, geometry.region(tile, plane).core());
                for (int band = 0; band < bands; band++) {
                    TileRegion rows = geometry.band(tile, plane, band, bands, reach);
                    add(count, plane, rows.core());
                    if (plane == 0) {
                        assertThat(rows.core().y() % 2).isZero();
                    }
                    assertThat(rows.haloed().x()).as("%s", geometry).isEqualTo(travels.x());
                    assertThat(rows.haloed().width()).isEqualTo(travels.width());
                    assertThat(rows.haloed().y()).isGreaterThanOrEqualTo(travels.y());
                    assertThat(rows.haloed().y() + rows.haloed().height())
                            .isLessThanOrEqualTo(travels.y() + travels.height());
                }
            }
            assertThat(count.samples()).as("%s, tile %s", geometry, tile).isEqualTo(core.samples());
        }
    }

    @Test
    void cores_ofAnyGrid_areAlignedWithTheirChroma() {
        for (int run = 0; run < RUNS; run++) {
            TileGeometry geometry = anyGeometry(PixelLayout.I420);
            for (int tile = 0; tile < geometry.grid().tiles(); tile++) {
                PixelRect luma = geometry.region(tile, 0).core();
                PixelRect chroma = geometry.region(tile, 1).core();
                assertThat(luma)
                        .as("%s", geometry)
                        .isEqualTo(
                                new PixelRect(2 * chroma.x(), 2 * chroma.y(), 2 * chroma.width(), 2 * chroma.height()));
                assertThat(geometry.region(tile, 2)).isEqualTo(geometry.region(tile, 1));
            }
        }
    }

    @Test
    void cores_ofOneGrid_differByOnePairOfPixelsAtMost() {
        for (int run = 0; run < RUNS; run++) {
            TileGeometry geometry = anyGeometry();
            for (int tile = 0; tile < geometry.grid().tiles(); tile++) {
                PixelRect core = geometry.region(tile, 0).core();
                double width = (double) geometry.width() / geometry.grid().columns();
                double height = (double) geometry.height() / geometry.grid().rows();
                assertThat(Math.abs(core.width() - width)).as("%s", geometry).isLessThan(2);
                assertThat(Math.abs(core.height() - height)).as("%s", geometry).isLessThan(2);
            }
        }
    }

    @Test
    void halo_onEverySide_isFullOrEndsAtTheFrame() {
        for (int run = 0; run < RUNS; run++) {
            TileGeometry geometry = anyGeometry();
            int tile = random.nextInt(geometry.grid().tiles());
            int plane = random.nextInt(geometry.layout().planes());
            TileRegion region = geometry.region(tile, plane);
            PixelRect core = region.core();
            PixelRect haloed = region.haloed();
            int halo = geometry.halo().pixels();

            assertThat(haloed.x()).isEqualTo(Math.max(0, core.x() - halo));
            assertThat(haloed.y()).isEqualTo(Math.max(0, core.y() - halo));
            assertThat(haloed.x() + haloed.width())
                    .isEqualTo(Math.min(
                            geometry.layout().planeSize(plane, geometry.width()), core.x() + core.width() + halo));
            assertThat(haloed.y() + haloed.height())
                    .isEqualTo(Math.min(
                            geometry.layout().planeSize(plane, geometry.height()), core.y() + core.height() + halo));
            assertThat(region.coreInHaloed())
                    .isEqualTo(
                            new PixelRect(core.x() - haloed.x(), core.y() - haloed.y(), core.width(), core.height()));
        }
    }

    @Test
    void stitch_ofWhatWasCut_isTheFrame() {
        for (int run = 0; run < RUNS; run++) {
            TileGeometry geometry = anyGeometry();
            PixelBuffer frame = noise(geometry);
            PixelBuffer stitched = PixelBuffer.allocate(geometry.layout(), geometry.width(), geometry.height());
            for (int tile = geometry.grid().tiles() - 1; tile >= 0; tile--) {
                byte[] core = geometry.cropToCore(geometry.cutHaloed(frame, tile), tile);
                assertThat(core).isEqualTo(geometry.cutCore(frame, tile)).hasSize(geometry.coreBytes(tile));
                geometry.stitch(core, tile, stitched);
            }
            assertThat(stitched.samples()).as("%s", geometry).isEqualTo(frame.samples());
        }
    }

    @Test
    void cutHaloed_ofAKnownFrame_isPlanesOneAfterTheOtherRowsUnpadded() {
        // Given: 8x4 luma 0..31, then U 100..107, then V 200..207
        byte[] samples = new byte[48];
        for (int i = 0; i < 48; i++) {
            samples[i] = (byte) (i < 32 ? i : i < 40 ? 100 + i - 32 : 200 + i - 40);
        }
        PixelBuffer frame = new PixelBuffer(PixelLayout.I420, 8, 4, samples);
        TileGeometry geometry = new TileGeometry(PixelLayout.I420, 8, 4, new TileGrid(2, 2), new Halo(1));

        // When, then: upper right tile: luma core 4..7 x 0..1, chroma core 2..3 x 0
        assertThat(geometry.cutHaloed(frame, 1))
                .containsExactly(
                        3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 19, 20, 21, 22, 23, 101, 102, 103, 105, 106, 107, 201, 202,
                        203, 205, 206, 207);
        assertThat(geometry.cutCore(frame, 1)).containsExactly(4, 5, 6, 7, 12, 13, 14, 15, 102, 103, 202, 203);
    }

    @Test
    void stitch_ofTheWrongNumberOfSamples_refuses() {
        TileGeometry geometry = new TileGeometry(PixelLayout.LUMA, 8, 4, new TileGrid(2, 2), Halo.NONE);
        PixelBuffer frame = noise(geometry);

        assertThatThrownBy(() -> geometry.stitch(new byte[7], 0, frame))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("coreSamples: 7 (expected: 8)");
    }

    @ParameterizedTest
    @CsvSource({"-1", "4"})
    void region_ofATileThatIsNotThere_refuses(int tile) {
        TileGeometry geometry = new TileGeometry(PixelLayout.LUMA, 8, 4, new TileGrid(2, 2), Halo.NONE);

        assertThatThrownBy(() -> geometry.region(tile, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tile: " + tile + " (expected: 0 to 3)");
    }

    @ParameterizedTest
    @CsvSource({"5,1,8,8,4x4", "1,5,8,8,4x4", "64,1,16,200,8x64"})
    void geometry_ofMoreCellsThanPairsOfPixels_refuses(int columns, int rows, int width, int height, String most) {
        assertThatThrownBy(
                        () -> new TileGeometry(PixelLayout.LUMA, width, height, new TileGrid(columns, rows), Halo.NONE))
                .isInstanceOf(TeselaException.class)
                .hasMessage("tiles: " + columns + "x" + rows + " (expected: at most " + most + " for a frame of "
                        + width + "x" + height + ")")
                .extracting(failure -> ((TeselaException) failure).code())
                .isEqualTo(FailureCode.BAD_TILES);
    }

    @ParameterizedTest
    @CsvSource({"7,8", "8,7"})
    void geometry_ofAnOddFrame_refuses(int width, int height) {
        assertThatThrownBy(() -> new TileGeometry(PixelLayout.LUMA, width, height, TileGrid.WHOLE, Halo.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size: " + width + "x" + height + " (expected: even)");
    }

    private TileGeometry anyGeometry() {
        return anyGeometry(random.nextBoolean() ? PixelLayout.I420 : PixelLayout.LUMA);
    }

    private TileGeometry anyGeometry(PixelLayout layout) {
        int width = 2 + 2 * random.nextInt(60);
        int height = 2 + 2 * random.nextInt(60);
        int columns = 1 + random.nextInt(Math.min(12, width / 2));
        int rows = 1 + random.nextInt(Math.min(12, height / 2));
        return new TileGeometry(layout, width, height, new TileGrid(columns, rows), new Halo(random.nextInt(40)));
    }

    private PixelBuffer noise(TileGeometry geometry) {
        byte[] samples = new byte[geometry.layout().bytes(geometry.width(), geometry.height())];
        random.nextBytes(samples);
        return new PixelBuffer(geometry.layout(), geometry.width(), geometry.height(), samples);
    }

    private static void add(PixelBuffer count, int plane, PixelRect rect) {
        for (int y = rect.y(); y < rect.y() + rect.height(); y++) {
            for (int x = rect.x(); x < rect.x() + rect.width(); x++) {
                count.samples()[count.planeOffset(plane) + y * count.planeWidth(plane) + x]++;
            }
        }
    }
}
