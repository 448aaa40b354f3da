package io.tesela.domain.filter;

import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.Halo;
import io.tesela.domain.tile.TileGeometry;
import io.tesela.domain.tile.TileGrid;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a chain runs on the tiles of frames of one size.
 *
 * <pre>
 * frame -> cut with halo -> tile stage (processors) -> join -> frame stage (assembler) -> frame
 *
 * blur:3,sobel        tile stage: blur, sobel                          frame stage: -
 * blur:5,canny,blur:3 tile stage: blur, canny's map (mapped)           frame stage: canny's hysteresis, blur
 * any chain with a FRAME filter, or a 1x1 grid: tile stage: all of it, on the whole frame
 * canny,motion        likewise: the frame stage sees one frame only, so that it may begin anywhere
 * </pre>
 *
 * <p>What travels of a tile is its haloed region in the frame and, where filters look back, in as many frames before it: so
 * processors keep nothing.
 *
 * @param chain what was asked for
 * @param geometry planes that travel, effective grid and halo
 * @param tileStage filters that run on a haloed tile; when {@code mapped}, the last is the two-phase filter, whose map
 *     phase ends the stage
 * @param mapped whether tiles come back as maps that the frame stage resolves first
 * @param frameStage filters that run on the joined frame, after the map is resolved
 */
public record ChainPlan(
        FilterChain chain,
        TileGeometry geometry,
        List<FilterSpec> tileStage,
        boolean mapped,
        List<FilterSpec> frameStage) {
    /** Rows of a band at least, however little the filters read around it: not tuned, but below it copies are most of the work. */
    private static final int LEAST_ROWS = 32;

    public ChainPlan {
        tileStage = List.copyOf(tileStage);
        frameStage = List.copyOf(frameStage);
    }

    /**
     * Plans a chain.
     *
     * @param grid what was asked for
     * @param width of a frame, pixels, even
     * @param height of a frame, pixels, even
     * @throws io.tesela.domain.failure.TeselaException BAD_TILES if the frame is too small for the grid
     */
    public static ChainPlan of(FilterChain chain, TileGrid grid, int width, int height) {
        List<FilterSpec> filters = chain.filters();
        PixelLayout layout = layoutFor(filters);
        // The grid that was asked for is checked even where another one takes its place.
        TileGeometry asked = new TileGeometry(layout, width, height, grid, Halo.NONE);
        if (grid.tiles() == 1 || seeWholeFrames(filters)) {
            return new ChainPlan(
                    chain,
                    new TileGeometry(layout, width, height, TileGrid.WHOLE, Halo.NONE),
                    filters,
                    false,
                    List.of());
        }
        int end = endOfTileStage(filters);
        boolean mapped = end > 0 && filters.get(end - 1).scope() == FilterScope.TWO_PHASE;
        return new ChainPlan(
                chain,
                new TileGeometry(layout, width, height, asked.grid(), reach(filters.subList(0, end))),
                filters.subList(0, end),
                mapped,
                filters.subList(end, filters.size()));
    }

    /**
     * Returns what whoever asks for a chain on a grid should know: one sentence, where filters that take long are not spread over
     * processors.
     */
    public static Optional<String> advice(FilterChain chain, TileGrid grid) {
        List<FilterSpec> filters = chain.filters();
        if (grid.tiles() == 1 || seeWholeFrames(filters)) {
            return Optional.empty();
        }
        int end = endOfTileStage(filters);
        return filters.subList(end, filters.size()).stream()
                .filter(FilterSpec::heavy)
                .findFirst()
                .map(spec -> spec.name() + " comes after "
                        + filters.get(end - 1).name()
                        + ", so one assembler does it for all frames of the job; before it, processors would share it");
    }

    /** Returns the grid that is really used. */
    public TileGrid effectiveTiles() {
        return geometry.grid();
    }

    /** Returns whether the filters make the grid 1x1, whatever was asked for. */
    public boolean seesWholeFrames() {
        return seeWholeFrames(chain.filters());
    }

    /** Returns the planes that travel and are given to the frame stage. */
    public PixelLayout layout() {
        return geometry.layout();
    }

    /** Returns how many frames before a frame travel with its tiles; with the first frames, as many as there are. */
    public int temporalExtent() {
        return chain.temporalExtent();
    }

    /** Returns the bytes that travel of a frame, halos left aside. */
    public long frameBytes() {
        return (1L + temporalExtent()) * geometry.layout().bytes(geometry.width(), geometry.height());
    }

    /** Returns the bytes that travel of a tile of a frame. */
    public int tileBytes(int tile, long frame) {
        return Math.multiplyExact(geometry.haloedBytes(tile), 1 + (int) Math.min(temporalExtent(), frame));
    }

    /**
     * Returns what travels of a tile.
     *
     * @param newestFirst the frame, then those before it, at least as many as filters look back and there are
     */
    public byte[] cut(List<PixelBuffer> newestFirst, int tile) {
        int each = geometry.haloedBytes(tile);
        int frames = Math.min(newestFirst.size(), 1 + temporalExtent());
        byte[] cut = new byte[Math.multiplyExact(each, frames)];
        for (int i = 0; i < frames; i++) {
            geometry.cutHaloed(newestFirst.get(i), tile, cut, i * each);
        }
        return cut;
    }

    /** Returns the margin that the filters of the tile stage read together: the halo, or what it would be if tiles were not frames. */
    public Halo reach() {
        return reach(tileStage);
    }

    /** Returns whether rows of a tile may be filtered apart from each other: its filters see no more than their halo. */
    public boolean divisible() {
        return !mapped && tileStage.stream().allMatch(spec -> spec.scope() == FilterScope.LOCAL);
    }

    /**
     * Returns in how many bands a tile is filtered sooner, if there are threads for them; 1 if that does not pay. What bands share of
     * their surroundings is filtered twice, so that has to be less than half of the tile; and a filter that is not heavy is done
     * before it is divided.
     *
     * @param most how many there are threads for, at least 1
     */
    public int usefulBands(int tile, int most) {
        if (!divisible() || tileStage.stream().noneMatch(FilterSpec::heavy)) {
            return 1;
        }
        long twice = 0;
        for (int plane = 0; plane < geometry.layout().planes(); plane++) {
            twice += 2L * reach().pixels() * geometry.region(tile, plane).core().width();
        }
        long bands = Math.min(geometry.region(tile, 0).core().height() / LEAST_ROWS, most);
        return (int) Math.max(1, twice == 0 ? bands : Math.min(bands, geometry.coreBytes(tile) / (2 * twice)));
    }

    /** Returns the tile stage as a compact chain: {@code blur:5,canny:50:150}; empty if there is none. */
    public String tileStageText() {
        return tileStage.stream().map(FilterSpec::toString).collect(Collectors.joining(","));
    }

    /** Returns the names of the filters of the tile stage, without their parameters: {@code blur+canny}. */
    public String tileStageNames() {
        return tileStage.stream().map(FilterSpec::name).collect(Collectors.joining("+"));
    }

    /** Returns whether anything is left to do on the joined frame. */
    public boolean hasFrameStage() {
        return mapped || !frameStage.isEmpty();
    }

    private static Halo reach(List<FilterSpec> filters) {
        return filters.stream().map(FilterSpec::halo).reduce(Halo.NONE, Halo::plus);
    }

    /** Once a filter drops the colour, no chroma before it can matter: no filter here makes luma of chroma. */
    private static PixelLayout layoutFor(List<FilterSpec> filters) {
        return filters.stream().anyMatch(FilterSpec::gray) ? PixelLayout.LUMA : PixelLayout.I420;
    }

    private static boolean seeWholeFrames(List<FilterSpec> filters) {
        return filters.stream().anyMatch(spec -> spec.scope() == FilterScope.FRAME)
                || FilterChain.temporalExtent(filters.subList(endOfTileStage(filters), filters.size())) > 0;
    }

    private static int endOfTileStage(List<FilterSpec> filters) {
        for (int i = 0; i < filters.size(); i++) {
            if (filters.get(i).scope() == FilterScope.TWO_PHASE) {
                return i + 1;
            }
        }
        return filters.size();
    }
}
