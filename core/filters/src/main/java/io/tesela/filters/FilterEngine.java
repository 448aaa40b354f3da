package io.tesela.filters;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.PixelRect;
import io.tesela.domain.tile.TileGeometry;
import io.tesela.domain.tile.TileGrid;
import io.tesela.domain.tile.TileRegion;
import io.tesela.filters.FrameFilter.Filtered;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Runs the stages of a {@link ChainPlan} on pixels, so that the tiles, joined, are byte for byte the whole frame.
 *
 * <pre>
 * cutHaloed -> {@link #runTile} -> {@link TileOutputCodec#decodeCore} -> stitch -> {@link #runFrame}
 *              (each tile)                                       (if plan.hasFrameStage())
 *     equals {@link #runWhole}
 * </pre>
 *
 * <ul>
 *   <li><b>Threads:</b> stateless; any number of threads at once, each blocked in native code while it works. OpenCV
 *       starts no threads of its own. The first call loads OpenCV, which takes seconds: see {@link #warmUp}.
 *   <li><b>Ownership:</b> reads what it is given and returns new arrays; native memory is freed before it returns.
 *   <li><b>Errors:</b> a filter that fails becomes a {@link TeselaException} with {@link FailureCode#INTERNAL} that names
 *       it; nothing is left behind, and the same call may be tried again.
 * </ul>
 */
public final class FilterEngine {
    private final FilterLibrary library;

    /** @param library must have every filter of the plans that will be run */
    public FilterEngine(FilterLibrary library) {
        this.library = library;
    }

    /** Returns an engine for the filters that come with Tesela. */
    public static FilterEngine standard() {
        return new FilterEngine(FilterLibrary.standard());
    }

    /**
     * Loads OpenCV now rather than with the first tile.
     *
     * @throws TeselaException {@link FailureCode#INTERNAL} if it cannot be loaded on this machine
     */
    public void warmUp() {
        OpenCv.load();
    }

    /**
     * Runs the tile stage.
     *
     * @param tile 0 to {@code plan.effectiveTiles().tiles() - 1}
     * @param haloedSamples what {@link TileGeometry#cutHaloed} gave
     * @return the core of the tile
     */
    public TileOutput runTile(ChainPlan plan, int tile, byte[] haloedSamples) {
        TileGeometry geometry = plan.geometry();
        int expected = geometry.haloedBytes(tile);
        if (haloedSamples.length != expected) {
            throw new IllegalArgumentException(
                    "haloedSamples: " + haloedSamples.length + " (expected: " + expected + ")");
        }
        OpenCv.load();
        if (plan.mapped()) {
            return TileOutput.packed(PackedMap.encode(mapTile(plan, tile, haloedSamples)));
        }
        if (plan.effectiveTiles().tiles() == 1) {
            PixelBuffer frame = new PixelBuffer(geometry.layout(), geometry.width(), geometry.height(), haloedSamples);
            Map<String, Integer> found = new TreeMap<>();
            return TileOutput.raw(
                    filterFrame(plan.tileStage(), frame, found).samples(), found);
        }
        byte[] filtered = new byte[haloedSamples.length];
        int offset = 0;
        for (int plane = 0; plane < geometry.layout().planes(); plane++) {
            PixelRect haloed = geometry.region(tile, plane).haloed();
            filterPlane(
                    ofPlane(plan.tileStage(), plane), haloedSamples, offset, haloed.width(), haloed.height(), filtered);
            offset += haloed.area();
        }
        return TileOutput.raw(geometry.cropToCore(filtered, tile), Map.of());
    }

    /**
     * Runs the frame stage.
     *
     * @param joined a frame of the plan's layout and size, all tiles stitched; when {@code plan.mapped()}, its luma plane
     *     holds map values
     * @return a new frame of the same layout; {@code joined} itself if the plan has no frame stage
     */
    public PixelBuffer runFrame(ChainPlan plan, PixelBuffer joined) {
        requireSame(plan.geometry(), joined);
        if (!plan.hasFrameStage()) {
            return joined;
        }
        return finishFrame(
                plan, plan.mapped() ? Hysteresis.resolve(joined.samples(), plan.geometry()) : joined.samples());
    }

    /**
     * Runs a whole chain on a whole frame, each filter as OpenCV itself does it: the measure of all else.
     *
     * @param frame even width and height
     * @return a new frame, luma only if a filter of the chain drops the colour
     */
    public PixelBuffer runWhole(FilterChain chain, PixelBuffer frame) {
        ChainPlan plan = ChainPlan.of(chain, TileGrid.WHOLE, frame.width(), frame.height());
        return filterFrame(chain.filters(), frame.in(plan.layout()));
    }

    /**
     * Runs the chain of a plan on a whole frame some of whose tiles were not filtered: the measure of a frame with degraded
     * tiles. They add nothing to what a frame stage sees, and are their original pixels after it.
     *
     * @param frame of the plan's size, even width and height
     * @param degraded tiles of the effective grid; where there are none this is {@link #runWhole(FilterChain, PixelBuffer)}
     * @return a new frame of the plan's layout
     */
    public PixelBuffer runWhole(ChainPlan plan, PixelBuffer frame, Set<Integer> degraded) {
        if (degraded.isEmpty()) {
            return runWhole(plan.chain(), frame);
        }
        PixelBuffer original = frame.in(plan.layout());
        requireSame(plan.geometry(), original);
        PixelBuffer filtered = plan.hasFrameStage()
                ? finishWithout(plan, original, degraded)
                : filterFrame(plan.tileStage(), original);
        for (int tile : degraded) {
            plan.geometry().stitch(plan.geometry().cutCore(original, tile), tile, filtered);
        }
        return filtered;
    }

    /** Both stages over the whole frame, whose degraded tiles are empty in between. */
    private PixelBuffer finishWithout(ChainPlan plan, PixelBuffer original, Set<Integer> degraded) {
        PixelBuffer between = plan.mapped()
                ? new PixelBuffer(
                        original.layout(),
                        original.width(),
                        original.height(),
                        map(plan, original.samples(), original.width(), original.height()))
                : filterFrame(plan.tileStage(), original);
        for (int tile : degraded) {
            plan.geometry().stitch(new byte[plan.geometry().coreBytes(tile)], tile, between);
        }
        return finishFrame(
                plan,
                plan.mapped()
                        ? Hysteresis.resolveWhole(between.samples(), between.width(), between.height())
                        : between.samples());
    }

    private PixelBuffer finishFrame(ChainPlan plan, byte[] resolved) {
        TileGeometry geometry = plan.geometry();
        PixelBuffer frame = new PixelBuffer(geometry.layout(), geometry.width(), geometry.height(), resolved);
        return plan.frameStage().isEmpty() ? frame : filterFrame(plan.frameStage(), frame);
    }

    private byte[] mapTile(ChainPlan plan, int tile, byte[] haloedSamples) {
        TileGeometry geometry = plan.geometry();
        TileRegion region = geometry.region(tile, 0);
        byte[] map = map(
                plan, haloedSamples, region.haloed().width(), region.haloed().height());
        return Hysteresis.closeTile(map, region, geometry.width(), geometry.height());
    }

    /** Returns the map of a luma plane as the tile stage of a mapped plan makes it, before any hysteresis. */
    private byte[] map(ChainPlan plan, byte[] samples, int width, int height) {
        OpenCv.load();
        int last = plan.tileStage().size() - 1;
        FilterSpec spec = plan.tileStage().get(last);
        if (plan.layout() != PixelLayout.LUMA || !(library.find(spec.name()) instanceof TwoPhaseFilter filter)) {
            throw new TeselaException(
                    FailureCode.BAD_FILTER, spec.name() + " makes no map of the luma plane (expected: it does)");
        }
        try (Mat plane = run(plan.tileStage().subList(0, last), samples, 0, width, height)) {
            return filter.map(plane, spec);
        } catch (RuntimeException e) {
            throw failure(spec, e);
        }
    }

    private PixelBuffer filterFrame(List<FilterSpec> stage, PixelBuffer frame) {
        return filterFrame(stage, frame, new TreeMap<>());
    }

    /**
     * Runs a stage on a whole frame: filters of planes, as many as follow each other, plane by plane.
     *
     * @param found is told how many of what they look for filters found
     */
    private PixelBuffer filterFrame(List<FilterSpec> stage, PixelBuffer frame, Map<String, Integer> found) {
        OpenCv.load();
        PixelBuffer current = frame;
        int done = 0;
        for (int at = 0; at < stage.size(); at++) {
            FilterSpec spec = stage.get(at);
            if (library.find(spec.name()) instanceof FrameFilter filter) {
                Filtered filtered = apply(filter, spec, filterPlanes(stage.subList(done, at), current));
                filtered.found().ifPresent(count -> found.merge(spec.name(), count, Integer::sum));
                current = filtered.frame();
                done = at + 1;
            }
        }
        return filterPlanes(stage.subList(done, stage.size()), current);
    }

    private static Filtered apply(FrameFilter filter, FilterSpec spec, PixelBuffer frame) {
        Filtered filtered;
        try {
            filtered = filter.apply(frame, spec);
        } catch (RuntimeException e) {
            throw failure(spec, e);
        }
        if (filtered.frame().layout() != frame.layout()
                || filtered.frame().width() != frame.width()
                || filtered.frame().height() != frame.height()) {
            throw failure(
                    spec, new IllegalStateException("frame: " + size(filtered.frame()) + " (expected: " + size(frame) + ")"));
        }
        return filtered;
    }

    private PixelBuffer filterPlanes(List<FilterSpec> stage, PixelBuffer frame) {
        if (stage.isEmpty()) {
            return frame;
        }
        PixelBuffer filtered = PixelBuffer.allocate(frame.layout(), frame.width(), frame.height());
        for (int plane = 0; plane < frame.layout().planes(); plane++) {
            filterPlane(
                    ofPlane(stage, plane),
                    frame.samples(),
                    frame.planeOffset(plane),
                    frame.planeWidth(plane),
                    frame.planeHeight(plane),
                    filtered.samples());
        }
        return filtered;
    }

    /** Returns the filters of a stage that work on a plane: 0 is luma. */
    private static List<FilterSpec> ofPlane(List<FilterSpec> stage, int plane) {
        return plane == 0
                ? stage
                : stage.stream()
                        .filter(spec -> !spec.declaration().keepsChroma())
                        .toList();
    }

    /** Filters the plane that begins at {@code offset}; the result goes to the same place in {@code target}. */
    private void filterPlane(List<FilterSpec> stage, byte[] samples, int offset, int width, int height, byte[] target) {
        try (Mat filtered = run(stage, samples, offset, width, height)) {
            OpenCv.read(filtered, target, offset);
        }
    }

    /** Returns a new matrix with the plane after all filters of a stage; the matrices in between are closed. */
    private Mat run(List<FilterSpec> stage, byte[] samples, int offset, int width, int height) {
        Mat current = OpenCv.plane(samples, offset, width, height);
        for (FilterSpec spec : stage) {
            try (Mat input = current) {
                current = apply(spec, input);
            } catch (RuntimeException e) {
                throw failure(spec, e);
            }
        }
        return current;
    }

    private Mat apply(FilterSpec spec, Mat input) {
        if (!(library.find(spec.name()) instanceof TileFilter filter)) {
            throw new IllegalStateException("a filter of frames (expected: one of planes)");
        }
        Mat output = filter.apply(input, spec);
        if (!OpenCv.isPlane(output, input.cols(), input.rows())) {
            String found = output.toString();
            output.close();
            throw new IllegalStateException(
                    "plane: " + found + " (expected: " + input + ", 8 bits, one channel, continuous)");
        }
        return output;
    }

    private static void requireSame(TileGeometry geometry, PixelBuffer frame) {
        if (frame.layout() != geometry.layout()
                || frame.width() != geometry.width()
                || frame.height() != geometry.height()) {
            throw new IllegalArgumentException("joined: " + size(frame) + " (expected: " + geometry.layout() + " "
                    + geometry.width() + "x" + geometry.height() + ")");
        }
    }

    private static String size(PixelBuffer frame) {
        return frame.layout() + " " + frame.width() + "x" + frame.height();
    }

    /** JavaCPP turns a C++ exception into a RuntimeException; one of our own family already says what it has to. */
    private static TeselaException failure(FilterSpec spec, RuntimeException cause) {
        return cause instanceof TeselaException known
                ? known
                : new TeselaException(FailureCode.INTERNAL, "filter " + spec + " failed", cause);
    }
}
