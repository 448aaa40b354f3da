package io.tesela.testkit;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.tile.PixelRect;
import io.tesela.domain.tile.TileGeometry;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The law of Tesela: a frame that was cut, filtered tile by tile, joined and finished equals the frame filtered whole,
 * byte for byte.
 *
 * <p>It knows no filter: whoever claims to obey hands in the three functions.
 *
 * @param whole filters a whole frame of the plan's layout, given it and those before it, newest first
 * @param tiles runs the tile stage and decodes what comes back
 * @param frameStage finishes a joined frame; called only if the plan has a frame stage
 */
public record TileLaw(
        Function<List<PixelBuffer>, PixelBuffer> whole, TileStage tiles, UnaryOperator<PixelBuffer> frameStage) {
    /** Runs the tile stage on one tile. */
    @FunctionalInterface
    public interface TileStage {
        /** Returns the core of a tile, ready to be stitched, given what travels of it. */
        byte[] core(int tile, byte[] samples);
    }

    /**
     * Checks the law on one frame.
     *
     * @param newestFirst the frame and those before it, of the plan's size; brought into its layout first
     * @throws AssertionError naming the plan and the first sample that differs
     */
    public void check(ChainPlan plan, List<PixelBuffer> newestFirst) {
        List<PixelBuffer> input =
                newestFirst.stream().map(frame -> frame.in(plan.layout())).toList();
        assertSame(plan, inTiles(plan, input), whole.apply(input));
    }

    /** Checks the law on the first frame of a video. */
    public void check(ChainPlan plan, PixelBuffer frame) {
        check(plan, List.of(frame));
    }

    /** Returns the frame as the tiles make it, given it and those before it. */
    public PixelBuffer inTiles(ChainPlan plan, List<PixelBuffer> newestFirst) {
        TileGeometry geometry = plan.geometry();
        PixelBuffer frame = newestFirst.get(0);
        PixelBuffer joined = PixelBuffer.allocate(frame.layout(), frame.width(), frame.height());
        for (int tile = 0; tile < geometry.grid().tiles(); tile++) {
            geometry.stitch(tiles.core(tile, plan.cut(newestFirst, tile)), tile, joined);
        }
        return plan.hasFrameStage() ? frameStage.apply(joined) : joined;
    }

    /** Returns the first frame of a video as the tiles make it. */
    public PixelBuffer inTiles(ChainPlan plan, PixelBuffer frame) {
        return inTiles(plan, List.of(frame));
    }

    /** Fails, naming the first sample in which two frames of a plan differ, if they do. */
    public static void assertSame(ChainPlan plan, PixelBuffer actual, PixelBuffer expected) {
        if (actual.layout() != expected.layout()
                || actual.width() != expected.width()
                || actual.height() != expected.height()) {
            throw new AssertionError(
                    describe(plan) + ": " + describe(actual) + " (expected: " + describe(expected) + ")");
        }
        int at = Arrays.mismatch(actual.samples(), expected.samples());
        if (at >= 0) {
            throw new AssertionError(describe(plan) + ": " + place(plan, actual, at) + " is "
                    + (actual.samples()[at] & 0xff) + " (expected: " + (expected.samples()[at] & 0xff) + "); "
                    + differing(actual, expected) + " samples differ");
        }
    }

    private static String place(ChainPlan plan, PixelBuffer frame, int at) {
        int plane = frame.layout().planes() - 1;
        while (frame.planeOffset(plane) > at) {
            plane--;
        }
        int x = (at - frame.planeOffset(plane)) % frame.planeWidth(plane);
        int y = (at - frame.planeOffset(plane)) / frame.planeWidth(plane);
        return "plane " + plane + ", x " + x + ", y " + y + ", tile " + tileAt(plan, plane, x, y);
    }

    private static int tileAt(ChainPlan plan, int plane, int x, int y) {
        int tile = 0;
        while (!contains(plan.geometry().region(tile, plane).core(), x, y)) {
            tile++;
        }
        return tile;
    }

    private static boolean contains(PixelRect rect, int x, int y) {
        return x >= rect.x() && x < rect.x() + rect.width() && y >= rect.y() && y < rect.y() + rect.height();
    }

    private static int differing(PixelBuffer actual, PixelBuffer expected) {
        int count = 0;
        for (int i = 0; i < actual.samples().length; i++) {
            if (actual.samples()[i] != expected.samples()[i]) {
                count++;
            }
        }
        return count;
    }

    private static String describe(ChainPlan plan) {
        return plan.chain() + " on " + plan.geometry().width() + "x"
                + plan.geometry().height() + " in " + plan.effectiveTiles() + " tiles";
    }

    private static String describe(PixelBuffer frame) {
        return frame.layout() + " " + frame.width() + "x" + frame.height();
    }
}
