package io.tesela.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.Halo;
import io.tesela.domain.tile.TileGeometry;
import io.tesela.domain.tile.TileGrid;
import io.tesela.testkit.Seeds;
import io.tesela.testkit.SyntheticFrames;
import io.tesela.testkit.TileLaw;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every chain, on every grid: tile by tile equals whole frame, byte for byte. */
class FilterLawTest {
    private static final int LARGEST = 128;
    private static final int MOST_CELLS = 8;
    private static final int MOST_PARTS = 5;

    private final FilterEngine engine = FilterEngine.standard();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gray",
                "invert",
                "blur:1",
                "blur:5",
                "blur:63",
                "sobel",
                "canny",
                "canny:0:0",
                "canny:20:20",
                "canny:0.5:900.25",
                "invert,blur:3,invert,blur:7",
                "blur:31,blur:33",
                "sobel,sobel,sobel",
                "blur:5,canny",
                "canny,blur:3",
                "blur:5,canny,blur:3",
                "canny,canny",
                "sobel,canny:10:60,canny,sobel",
                "gray,invert,canny:5:400,invert",
                "box:1",
                "box:7",
                "median:3",
                "median:5",
                "median:9",
                "laplacian",
                "laplacian:3",
                "laplacian:5",
                "laplacian:7",
                "threshold:100.5",
                "threshold:otsu",
                "adaptive",
                "adaptive:5:-3.5:gaussian",
                "adaptive:31:7:gaussian",
                "dilate",
                "dilate:5:3",
                "erode:3:2,dilate:3:2",
                "sharpen",
                "sharpen:0.3:3",
                "sharpen:7.77:9",
                "denoise:10:3:7",
                "denoise",
                "bilateral:5:30:30",
                "equalize",
                "clahe:4:3",
                "median:3,sharpen,canny,dilate",
                "threshold:otsu,blur:3",
                "pixelate:10",
                "invert,pixelate:6,blur:3",
                "faces",
                "faces:blur,sobel",
                "motion",
                "motion:0",
                "motion:254",
                "motion,dilate",
                "blur:5,motion:8,median:3",
                "motion,motion",
                "blur:3,motion:10,canny,blur:3",
                "canny,motion",
                "sobel,motion,canny,motion,dilate",
                "motion:highlight",
                "invert,motion:highlight:5,blur:3",
                "motion:highlight,gray",
                "faces:blur,motion"
            })
    void tiles_ofEveryKindOfChain_equalTheWholeFrame(String chain) {
        Random random = Seeds.random(chain);
        for (int i = 0; i < 12; i++) {
            check(chain, random);
        }
    }

    @Test
    void tiles_ofRandomChains_equalTheWholeFrame() {
        Random random = Seeds.random("random chains");
        for (int i = 0; i < 400; i++) {
            check(randomChain(random), random);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"canny:20:60", "blur:9", "blur:5,canny:10:40,blur:3"})
    void tiles_ofTheSmallestFrame_equalTheWholeFrameOnEveryGrid(String chain) {
        SyntheticFrames frames = new SyntheticFrames(Seeds.random("smallest frame, " + chain));
        for (int columns = 1; columns <= MOST_CELLS; columns++) {
            for (int rows = 1; rows <= MOST_CELLS; rows++) {
                PixelBuffer frame = frames.any(PixelLayout.I420, 16, 16);
                ChainPlan plan = Law.plan(chain, new TileGrid(columns, rows), frame);
                Law.of(engine, plan).check(plan, frame);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blur:5",
                "sobel",
                "canny",
                "blur:3,canny:20:60",
                "sobel,blur:3,sobel",
                "box:5",
                "median:5",
                "laplacian",
                "laplacian:7",
                "dilate:3:2",
                "erode:7",
                "sharpen:3:5"
            })
    void tiles_withOneSampleLessOfHalo_differ(String chain) {
        // Given
        PixelBuffer frame = new SyntheticFrames(Seeds.random("halo of " + chain)).noise(PixelLayout.LUMA, 128, 128);
        ChainPlan plan = Law.plan(chain, new TileGrid(4, 4), frame);
        TileGeometry declared = plan.geometry();
        Halo less = new Halo(declared.halo().pixels() - 1);
        ChainPlan narrow = new ChainPlan(
                plan.chain(),
                new TileGeometry(declared.layout(), 128, 128, declared.grid(), less),
                plan.tileStage(),
                plan.mapped(),
                plan.frameStage());

        // When, then: the law can tell, and no halo is wider than need be
        assertThatThrownBy(() -> Law.of(engine, narrow).check(narrow, frame))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("samples differ");
    }

    @Test
    void tiles_ofAnEdgeThatWindsThroughAllTiles_equalTheWholeFrame() {
        // Given: strong in the first corner only, so that every other tile hangs on the ones before it
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.LUMA, 120, 120);
        for (int y = 0; y < 120; y++) {
            for (int x = 0; x < 120; x++) {
                int step = x < 20 && y < 20 ? 200 : 20;
                frame.samples()[y * 120 + x] = (byte) (onSnake(x, y) ? 40 + step : 40);
            }
        }
        ChainPlan plan = Law.plan("canny:30:300", new TileGrid(6, 6), frame);

        // When
        PixelBuffer edges = Law.of(engine, plan).inTiles(plan, frame);

        // Then
        assertThat(plan.geometry().cutCore(edges, 35)).contains(255);
        Law.of(engine, plan).check(plan, frame);
    }

    /** A band of 10 samples that runs to the right, down, to the left, down, and so on; off the edges of the frame. */
    private static boolean onSnake(int x, int y) {
        boolean outside = Math.min(x, y) < 5 || Math.max(x, y) >= 115;
        return !outside
                && switch (y / 10 % 4) {
                    case 1 -> x >= 110;
                    case 3 -> x < 10;
                    default -> true;
                };
    }

    /** Degraded tiles are empty where a frame stage looks at them, and their original pixels in the end. */
    @Test
    void tiles_someOfThemDegraded_equalTheWholeFrameWithoutThem() {
        Random random = Seeds.random("degraded tiles");
        for (int i = 0; i < 300; i++) {
            // Given
            SyntheticFrames frames = new SyntheticFrames(random);
            List<PixelBuffer> newestFirst =
                    frames.recent(1 + random.nextInt(3), PixelLayout.I420, frames.size(LARGEST), frames.size(LARGEST));
            TileGrid grid = new TileGrid(1 + random.nextInt(MOST_CELLS), 1 + random.nextInt(MOST_CELLS));
            ChainPlan plan = Law.plan(randomChain(random), grid, newestFirst.get(0));
            Set<Integer> degraded = new TreeSet<>();
            random.ints(random.nextInt(4), 0, plan.effectiveTiles().tiles()).forEach(degraded::add);

            // When
            PixelBuffer whole = engine.runWhole(plan, newestFirst, degraded).frame();

            // Then
            List<PixelBuffer> input =
                    newestFirst.stream().map(frame -> frame.in(plan.layout())).toList();
            TileLaw.assertSame(plan, withoutSome(plan, input, degraded), whole);
        }
    }

    private PixelBuffer withoutSome(ChainPlan plan, List<PixelBuffer> newestFirst, Set<Integer> degraded) {
        TileLaw law = Law.of(engine, plan);
        TileLaw.TileStage given = (tile, samples) -> degraded.contains(tile)
                ? new byte[plan.geometry().coreBytes(tile)]
                : law.tiles().core(tile, samples);
        PixelBuffer joined = new TileLaw(law.whole(), given, law.frameStage()).inTiles(plan, newestFirst);
        for (int tile : degraded) {
            plan.geometry().stitch(plan.geometry().cutCore(newestFirst.get(0), tile), tile, joined);
        }
        return joined;
    }

    private void check(String chain, Random random) {
        SyntheticFrames frames = new SyntheticFrames(random);
        int width = frames.size(LARGEST);
        int height = frames.size(LARGEST);
        // Fewer frames than filters look back: the video begins.
        List<PixelBuffer> newestFirst = frames.recent(1 + random.nextInt(4), PixelLayout.I420, width, height);
        // Every eighth frame is one tile: it travels without a halo, and may yet be done in parts.
        TileGrid grid = random.nextInt(8) == 0
                ? TileGrid.WHOLE
                : new TileGrid(1 + random.nextInt(MOST_CELLS), 1 + random.nextInt(MOST_CELLS));
        ChainPlan plan = Law.plan(chain, grid, newestFirst.get(0));
        int parts = 1 + random.nextInt(MOST_PARTS);
        TileLaw law = parts == 1 ? Law.of(engine, plan) : Law.inParts(engine, plan, parts);
        law.check(plan, newestFirst);
    }

    private static String randomChain(Random random) {
        StringJoiner chain = new StringJoiner(",");
        int length = 1 + random.nextInt(4);
        for (int i = 0; i < length; i++) {
            chain.add(randomLink(random));
        }
        return chain.toString();
    }

    private static String randomLink(Random random) {
        return switch (random.nextInt(18)) {
            case 5 -> "box:" + odd(random, 1, 9);
            case 6 -> "median:" + odd(random, 1, 9);
            case 7 -> "laplacian:" + odd(random, 1, 7);
            case 8 -> "threshold:" + (random.nextInt(4) == 0 ? "otsu" : random.nextInt(256));
            case 9 ->
                "adaptive:" + odd(random, 3, 21) + ":" + (random.nextInt(40) - 20)
                        + (random.nextBoolean() ? "" : ":gaussian");
            case 10 -> "dilate:" + odd(random, 1, 7) + ":" + (1 + random.nextInt(3));
            case 11 -> "erode:" + odd(random, 1, 7) + ":" + (1 + random.nextInt(3));
            case 12 -> "sharpen:" + random.nextInt(100) / 10.0 + ":" + odd(random, 1, 15);
            case 13 -> "denoise:" + (1 + random.nextInt(40)) + ":" + odd(random, 1, 5) + ":" + odd(random, 3, 9);
            case 14 -> "clahe:" + random.nextInt(10) + ":" + (1 + random.nextInt(9));
            case 15 -> random.nextBoolean() ? "equalize" : "bilateral:" + odd(random, 1, 7);
            case 16 -> "motion:" + random.nextInt(60);
            case 17 -> random.nextBoolean() ? "motion" : "motion:highlight";
            case 0 -> "gray";
            case 1 -> "invert";
            case 2 -> "blur:" + (1 + 2 * random.nextInt(random.nextInt(4) == 0 ? 32 : 6));
            case 3 -> "sobel";
            default -> {
                int low = random.nextInt(200);
                yield "canny:" + low + ":" + (low + random.nextInt(400)) + "." + random.nextInt(10);
            }
        };
    }

    private static int odd(Random random, int least, int most) {
        return least + 2 * random.nextInt((most - least) / 2 + 1);
    }
}
