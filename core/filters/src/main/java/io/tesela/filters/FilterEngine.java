package io.tesela.filters;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.PixelRect;
import io.tesela.domain.tile.TileGeometry;
import io.tesela.domain.tile.TileGrid;
import io.tesela.domain.tile.TileRegion;
import io.tesela.filters.FrameRun.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Runs the stages of a {@link ChainPlan} on pixels, so that the tiles, joined, are byte for byte the whole frame.
 *
 * <pre>
 * plan.cut  -> {@link #runTile} -> {@link TileOutputCodec#decodeCore} -> stitch -> {@link #runFrame}
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
    private final PlaneRun planeRun;
    private final FrameRun frameRun;
    private final BandRun bandRun;

    /** @param library must have every filter of the plans that will be run */
    public FilterEngine(FilterLibrary library) {
        this.library = library;
        this.planeRun = new PlaneRun(library);
        this.frameRun = new FrameRun(library);
        this.bandRun = new BandRun(planeRun);
    }

    /** Returns an engine for the filters that come with Tesela. */
    public static FilterEngine standard() {
        return new FilterEngine(FilterLibrary.standard());
    }

    /**
     * Returns an engine for the filters that come with Tesela, and those of plug-ins.
     *
     * @throws TeselaException {@link FailureCode#BAD_FILTER} if a plug-in cannot be loaded, or does not do all that it declares
     */
    public static FilterEngine installed() {
        FilterLibrary library = FilterLibrary.installed();
        library.require(FilterCatalogue.installed());
        return new FilterEngine(library);
    }

    /**
     * What becomes of a whole frame.
     *
     * @param frame of the plan's layout
     * @param found how many of what they look for filters found on it, by their names; empty if none was asked, for a tile is degraded
     */
    public record Whole(PixelBuffer frame, Map<String, Integer> found) {
        public Whole {
            found = Map.copyOf(found);
        }
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
     * @param samples what {@link ChainPlan#cut} gave
     * @return the core of the tile
     */
    public TileOutput runTile(ChainPlan plan, int tile, byte[] samples) {
        int frames = framesIn(plan, tile, samples);
        OpenCv.load();
        if (plan.mapped()) {
            return TileOutput.packed(PackedMap.encode(mapTile(plan, tile, samples, frames)));
        }
        return plan.effectiveTiles().tiles() == 1
                ? filterWholeFrame(plan, samples, frames)
                : filterTile(plan, tile, samples, frames);
    }

    /**
     * Returns the work of {@link #runTile} in parts that may run side by side, for cores that have nothing else to do: bands of the
     * tile's rows, each with its surroundings, where the plan is {@link ChainPlan#divisible}; else one part.
     *
     * @param tile as of {@link #runTile}
     * @param samples as of {@link #runTile}; only read, until the work is done
     * @param parts how many are wanted, at least 1
     */
    public TileWork divide(ChainPlan plan, int tile, byte[] samples, int parts) {
        if (parts < 1) {
            throw new IllegalArgumentException("parts: " + parts + " (expected: > 0)");
        }
        int bands = plan.divisible() ? Math.min(parts, plan.geometry().mostBands(tile)) : 1;
        return bands == 1
                ? TileWork.whole(() -> runTile(plan, tile, samples))
                : bandRun.divide(plan, tile, new BandRun.Travelled(samples, framesIn(plan, tile, samples)), bands);
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
     * @param newestFirst the frame, even width and height, then those before it that filters look back at; where there are fewer, the
     *     last is the first of the video
     * @return a new frame, luma only if a filter of the chain drops the colour
     */
    public PixelBuffer runWhole(FilterChain chain, List<PixelBuffer> newestFirst) {
        PixelBuffer frame = newestFirst.get(0);
        ChainPlan plan = ChainPlan.of(chain, TileGrid.WHOLE, frame.width(), frame.height());
        return filterWhole(chain.filters(), lookedAt(plan, newestFirst)).frame();
    }

    /**
     * Runs the chain of a plan on a whole frame some of whose tiles were not filtered: the measure of a frame with degraded
     * tiles. They add nothing to what a frame stage sees, and are their original pixels after it.
     *
     * @param newestFirst as of {@link #runWhole(FilterChain, List)}, of the plan's size
     * @param degraded tiles of the effective grid; where there are none this is {@link #runWhole(FilterChain, List)}
     */
    public Whole runWhole(ChainPlan plan, List<PixelBuffer> newestFirst, Set<Integer> degraded) {
        List<PixelBuffer> originals = lookedAt(plan, newestFirst);
        if (degraded.isEmpty()) {
            Outcome outcome = filterWhole(plan.chain().filters(), originals);
            return new Whole(outcome.frame(), outcome.found());
        }
        requireSame(plan.geometry(), originals.get(0));
        PixelBuffer filtered = plan.hasFrameStage()
                ? finishWithout(plan, originals, degraded)
                : filterFrames(plan.tileStage(), originals);
        for (int tile : degraded) {
            plan.geometry().stitch(plan.geometry().cutCore(originals.get(0), tile), tile, filtered);
        }
        return new Whole(filtered, Map.of());
    }

    private TileOutput filterWholeFrame(ChainPlan plan, byte[] samples, int frames) {
        TileGeometry geometry = plan.geometry();
        int each = samples.length / frames;
        List<PixelBuffer> newestFirst = IntStream.range(0, frames)
                .mapToObj(i -> frames == 1 ? samples : Arrays.copyOfRange(samples, i * each, (i + 1) * each))
                .map(frame -> new PixelBuffer(geometry.layout(), geometry.width(), geometry.height(), frame))
                .toList();
        Outcome outcome = frameRun.run(plan.tileStage(), newestFirst);
        return TileOutput.raw(outcome.frame().samples(), outcome.found());
    }

    private TileOutput filterTile(ChainPlan plan, int tile, byte[] samples, int frames) {
        TileGeometry geometry = plan.geometry();
        byte[] filtered = new byte[geometry.haloedBytes(tile)];
        int offset = 0;
        for (int plane = 0; plane < geometry.layout().planes(); plane++) {
            PixelRect haloed = geometry.region(tile, plane).haloed();
            List<Mat> newestFirst = matrices(samples, frames, offset, haloed);
            List<FilterSpec> filters = FrameRun.ofPlane(plan.tileStage(), plane);
            try (Mat made = planeRun.run(filters, newestFirst, 1).get(0)) {
                OpenCv.read(made, filtered, offset);
            }
            offset += haloed.area();
        }
        return TileOutput.raw(geometry.cropToCore(filtered, tile));
    }

    private static int framesIn(ChainPlan plan, int tile, byte[] samples) {
        int each = plan.geometry().haloedBytes(tile);
        int most = 1 + plan.temporalExtent();
        if (samples.length == 0 || samples.length % each != 0 || samples.length / each > most) {
            throw new IllegalArgumentException("samples: " + samples.length + " (expected: " + each
                    + (most == 1 ? ")" : ", or up to " + most + " times as many)"));
        }
        return samples.length / each;
    }

    /** Returns the planes that begin at {@code offset} of each frame's part of the samples. */
    private static List<Mat> matrices(byte[] samples, int frames, int offset, PixelRect size) {
        int each = samples.length / frames;
        return OpenCv.planes(frames, i -> OpenCv.plane(samples, i * each + offset, size.width(), size.height()));
    }

    private static List<PixelBuffer> lookedAt(ChainPlan plan, List<PixelBuffer> newestFirst) {
        return newestFirst.stream()
                .limit(1L + plan.temporalExtent())
                .map(frame -> frame.in(plan.layout()))
                .toList();
    }

    /** Both stages over the whole frame, whose degraded tiles are empty in between. */
    private PixelBuffer finishWithout(ChainPlan plan, List<PixelBuffer> originals, Set<Integer> degraded) {
        PixelBuffer between = plan.mapped() ? mapWhole(plan, originals) : filterFrames(plan.tileStage(), originals);
        for (int tile : degraded) {
            plan.geometry().stitch(new byte[plan.geometry().coreBytes(tile)], tile, between);
        }
        return finishFrame(
                plan,
                plan.mapped()
                        ? Hysteresis.resolveWhole(between.samples(), between.width(), between.height())
                        : between.samples());
    }

    private PixelBuffer mapWhole(ChainPlan plan, List<PixelBuffer> originals) {
        OpenCv.load();
        PixelBuffer frame = originals.get(0);
        byte[] map = map(plan, FrameRun.matrices(originals, 0));
        return new PixelBuffer(frame.layout(), frame.width(), frame.height(), map);
    }

    private PixelBuffer finishFrame(ChainPlan plan, byte[] resolved) {
        TileGeometry geometry = plan.geometry();
        PixelBuffer frame = new PixelBuffer(geometry.layout(), geometry.width(), geometry.height(), resolved);
        return plan.frameStage().isEmpty() ? frame : filterFrames(plan.frameStage(), List.of(frame));
    }

    private byte[] mapTile(ChainPlan plan, int tile, byte[] samples, int frames) {
        TileGeometry geometry = plan.geometry();
        TileRegion region = geometry.region(tile, 0);
        byte[] map = map(plan, matrices(samples, frames, 0, region.haloed()));
        return Hysteresis.closeTile(map, region, geometry.width(), geometry.height());
    }

    /**
     * Returns the map of a luma plane as the tile stage of a mapped plan makes it, before any hysteresis.
     *
     * @param newestFirst closed when this returns
     */
    private byte[] map(ChainPlan plan, List<Mat> newestFirst) {
        int last = plan.tileStage().size() - 1;
        FilterSpec spec = plan.tileStage().get(last);
        try (Mat plane =
                planeRun.run(plan.tileStage().subList(0, last), newestFirst, 1).get(0)) {
            if (plan.layout() != PixelLayout.LUMA || !(library.find(spec.name()) instanceof TwoPhaseFilter filter)) {
                throw new TeselaException(
                        FailureCode.BAD_FILTER, spec.name() + " makes no map of the luma plane (expected: it does)");
            }
            return filter.map(plane, spec);
        } catch (RuntimeException e) {
            throw FilterFailure.of(spec, e);
        }
    }

    private PixelBuffer filterFrames(List<FilterSpec> stage, List<PixelBuffer> newestFirst) {
        return filterWhole(stage, newestFirst).frame();
    }

    private Outcome filterWhole(List<FilterSpec> stage, List<PixelBuffer> newestFirst) {
        OpenCv.load();
        return frameRun.run(stage, newestFirst);
    }

    private static void requireSame(TileGeometry geometry, PixelBuffer frame) {
        if (frame.layout() != geometry.layout()
                || frame.width() != geometry.width()
                || frame.height() != geometry.height()) {
            throw new IllegalArgumentException("joined: " + FrameRun.size(frame) + " (expected: " + geometry.layout()
                    + " " + geometry.width() + "x" + geometry.height() + ")");
        }
    }
}
