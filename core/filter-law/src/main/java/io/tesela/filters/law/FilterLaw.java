package io.tesela.filters.law;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.TileGrid;
import io.tesela.filters.FilterEngine;
import io.tesela.filters.TileOutput;
import io.tesela.filters.TileOutputCodec;
import io.tesela.filters.TileWork;
import io.tesela.testkit.Seeds;
import io.tesela.testkit.SyntheticFrames;
import io.tesela.testkit.TileLaw;
import java.util.List;
import java.util.Random;

/**
 * Checks the law that every filter has to obey, those of plug-ins, too: cut into tiles, filtered one by one and joined, a frame is
 * byte for byte the frame filtered whole.
 *
 * <pre>
 * &#64;Test
 * void emboss_obeysTheLaw() {
 *     FilterLaw.check("emboss", "emboss:2.5", "blur:5,emboss,canny");
 * }
 * </pre>
 *
 * <p>Frames of many kinds and of random sizes down to 16x16, with the frames before them, on random grids up to 8x8, so with tiles
 * smaller than halos, and some tiles in parts that might run side by side. And their luma must not hang on their chroma. The seed is printed, and repeated with
 * {@code -Dtesela.seed=N}. A filter that sees whole frames obeys the rest by itself: what it does is for its own tests.
 *
 * <p><b>Threads:</b> the caller's; blocks.
 */
public final class FilterLaw {
    private static final int ROUNDS = 60;
    private static final int LARGEST = 128;
    private static final int MOST_CELLS = 8;
    private static final int MOST_PARTS = 4;
    /** Of so many frames one is a single tile: it travels without a halo, and may yet be done in parts. */
    private static final int ROUNDS_A_WHOLE = 8;

    private FilterLaw() {}

    /**
     * Checks chains of filters that are installed: those that come with Tesela, and those of plug-ins on the class path.
     *
     * @param chains as in {@code --filters}
     * @throws AssertionError naming the chain, the grid and the first sample that differs
     * @throws io.tesela.domain.failure.TeselaException if a filter is not known, or fails
     */
    public static void check(String... chains) {
        FilterCatalogue catalogue = FilterCatalogue.installed();
        FilterEngine engine = FilterEngine.installed();
        for (String text : chains) {
            FilterChain chain = FilterChain.parse(text, catalogue);
            Random random = Seeds.random("law of " + text);
            for (int round = 0; round < ROUNDS; round++) {
                check(chain, engine, random);
            }
        }
    }

    private static void check(FilterChain chain, FilterEngine engine, Random random) {
        SyntheticFrames frames = new SyntheticFrames(random);
        int width = frames.size(LARGEST);
        int height = frames.size(LARGEST);
        // Fewer frames than a filter looks back: the video begins.
        int count = 1 + random.nextInt(chain.temporalExtent() + 1);
        List<PixelBuffer> newestFirst = frames.recent(count, PixelLayout.I420, width, height);
        TileGrid grid = random.nextInt(ROUNDS_A_WHOLE) == 0
                ? TileGrid.WHOLE
                : new TileGrid(1 + random.nextInt(MOST_CELLS), 1 + random.nextInt(MOST_CELLS));
        ChainPlan plan = ChainPlan.of(chain, grid, width, height);
        law(engine, plan, 1 + random.nextInt(MOST_PARTS)).check(plan, newestFirst);
        requireLumaOfLuma(plan, engine, newestFirst);
    }

    /** Where a later filter drops the colour there is no chroma, and the luma must be the same. */
    private static void requireLumaOfLuma(ChainPlan plan, FilterEngine engine, List<PixelBuffer> newestFirst) {
        List<PixelBuffer> luma =
                newestFirst.stream().map(frame -> frame.in(PixelLayout.LUMA)).toList();
        TileLaw.assertSame(
                plan,
                engine.runWhole(plan.chain(), luma).in(PixelLayout.LUMA),
                engine.runWhole(plan.chain(), newestFirst).in(PixelLayout.LUMA));
    }

    /** The last part first: none may hang on another. */
    private static TileOutput inParts(TileWork work) {
        for (int part = work.parts() - 1; part >= 0; part--) {
            work.run(part);
        }
        return work.output();
    }

    private static TileLaw law(FilterEngine engine, ChainPlan plan, int parts) {
        return new TileLaw(
                newestFirst -> engine.runWhole(plan.chain(), newestFirst),
                (tile, samples) -> TileOutputCodec.decodeCore(
                        plan,
                        tile,
                        inParts(engine.divide(plan, tile, samples, parts)).bytes()),
                joined -> engine.runFrame(plan, joined));
    }
}
