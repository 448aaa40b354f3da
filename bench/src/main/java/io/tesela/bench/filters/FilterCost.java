package io.tesela.bench.filters;

import io.tesela.bench.ClipSource;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.tile.TileGrid;
import io.tesela.filters.FilterEngine;
import io.tesela.filters.TileOutputCodec;
import io.tesela.filters.TileWork;
import io.tesela.media.DecodeLimits;
import io.tesela.media.VideoDecoder;
import io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory;
import io.tesela.testkit.TileLaw;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A frame of a clip through a chain, by one thread: whole, as OpenCV does it, and in tiles, with all that processors and the assembler
 * do for that but sending them. And whole, by as many threads as there are cores, where the chain can be divided.
 *
 * <p>{@link #requireEqual} compares all of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class FilterCost {
    private static final int SKIPPED_FRAMES = 10;

    /** The chain. */
    @Param("gray")
    public String chain = "";

    /** Columns and rows of tiles. */
    @Param("3x3")
    public String grid = "";

    /** A file. */
    @Param("")
    public String clip = "";

    private final FilterEngine engine = FilterEngine.installed();
    private @Nullable Input input;

    /**
     * What is filtered.
     *
     * @param newestFirst a frame, and those before it that the chain looks back at
     */
    private record Input(ChainPlan plan, List<PixelBuffer> newestFirst) {}

    /**
     * Compares all ways to filter a frame of a clip, byte for byte.
     *
     * @throws AssertionError naming the first sample that differs
     * @throws IllegalArgumentException if the clip has too few frames
     */
    static void requireEqual(String clip, String chain, String grid) {
        FilterCost cost = new FilterCost();
        cost.clip = clip;
        cost.chain = chain;
        cost.grid = grid;
        cost.prepare();
        PixelBuffer whole = cost.whole();
        TileLaw.assertSame(cost.input().plan(), cost.tiles(), whole);
        TileLaw.assertSame(cost.input().plan(), cost.divided(), whole);
    }

    /** Decodes what is filtered. */
    @Setup
    public void prepare() {
        input = decoded();
    }

    /** Filters the whole frame. */
    @Benchmark
    public PixelBuffer whole() {
        ChainPlan plan = input().plan();
        return engine.runWhole(plan.chain(), input().newestFirst()).in(plan.layout());
    }

    /** Filters its tiles and joins them. */
    @Benchmark
    public PixelBuffer tiles() {
        ChainPlan plan = input().plan();
        TileLaw.TileStage stage = (tile, samples) -> TileOutputCodec.decodeCore(
                plan, tile, engine.runTile(plan, tile, samples).bytes());
        return new TileLaw(newestFirst -> newestFirst.get(0), stage, joined -> engine.runFrame(plan, joined))
                .inTiles(plan, input().newestFirst());
    }

    /** Filters the whole frame in bands, by as many threads as there are cores. */
    @Benchmark
    public PixelBuffer divided() {
        ChainPlan plan = ChainPlan.of(
                input().plan().chain(),
                TileGrid.WHOLE,
                input().plan().geometry().width(),
                input().plan().geometry().height());
        byte[] frame = plan.cut(input().newestFirst(), 0);
        TileWork work = engine.divide(plan, 0, frame, Runtime.getRuntime().availableProcessors());
        IntStream.range(0, work.parts()).parallel().forEach(work::run);
        byte[] core = TileOutputCodec.decodeCore(plan, 0, work.output().bytes());
        return new PixelBuffer(
                plan.layout(), plan.geometry().width(), plan.geometry().height(), core);
    }

    private Input input() {
        return Objects.requireNonNull(input);
    }

    private Input decoded() {
        FilterChain filters = FilterChain.parse(chain, FilterCatalogue.installed());
        try (ClipSource source = ClipSource.of(Path.of(clip));
                VideoDecoder decoder = new FfmpegVideoDecoderFactory().open(source, DecodeLimits.DEFAULT)) {
            int width = decoder.format().width();
            int height = decoder.format().height();
            ChainPlan plan = ChainPlan.of(filters, TileGrid.parse(grid), width, height);
            List<PixelBuffer> newestFirst = new ArrayList<>();
            for (int i = 0; i <= SKIPPED_FRAMES + plan.temporalExtent(); i++) {
                newestFirst.add(
                        0,
                        decoder.next(plan.layout())
                                .orElseThrow(FilterCost::tooShort)
                                .pixels());
            }
            return new Input(plan, List.copyOf(newestFirst.subList(0, 1 + plan.temporalExtent())));
        }
    }

    private static IllegalArgumentException tooShort() {
        return new IllegalArgumentException("clip: too short (expected: some " + 2 * SKIPPED_FRAMES + " frames)");
    }
}
