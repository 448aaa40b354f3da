package io.tesela.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.tile.TileGrid;
import io.tesela.testkit.Seeds;
import io.tesela.testkit.SyntheticFrames;
import io.tesela.testkit.TileLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class FilterEngineTest {
    private static final TileGrid GRID = new TileGrid(3, 3);

    private final FilterEngine engine = FilterEngine.standard();
    private final SyntheticFrames frames = new SyntheticFrames(Seeds.random("FilterEngineTest"));

    @Test
    void warmUp_turnsOpenCvThreadsOff() {
        engine.warmUp();

        assertThat(opencv_core.getNumThreads()).isEqualTo(1);
    }

    @Test
    void runTile_fromTwoThreads_givesTheBytesOfOne() throws Exception {
        // Given
        PixelBuffer frame = frames.scene(PixelLayout.I420, 320, 180);
        List<ChainPlan> plans = List.of(
                Law.plan("blur:5,canny:20:80,blur:3", GRID, frame),
                Law.plan("blur:9,invert", GRID, frame),
                Law.plan("sobel", GRID, frame));
        List<Integer> expected = crcs(plans, List.of(frame));
        ExecutorService threads = Executors.newFixedThreadPool(2);

        // When
        List<Future<List<Integer>>> results = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            results.add(threads.submit(() -> crcs(plans, List.of(frame))));
        }

        // Then
        try {
            for (Future<List<Integer>> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void runTile_aThousandTimes_leaksNoNativeMemory() {
        // Given: everything loaded, and what the first runs keep for good
        List<PixelBuffer> newestFirst = frames.recent(3, PixelLayout.I420, 96, 64);
        List<ChainPlan> plans = Stream.of(
                        "blur:5,canny,blur:3,sobel", "blur:9,invert", "blur:3,motion,dilate,motion", "motion:highlight")
                .map(chain -> Law.plan(chain, GRID, newestFirst.get(0)))
                .toList();
        crcs(plans, newestFirst);
        long objects = Pointer.totalCount();
        long bytes = Pointer.totalBytes();

        // When
        for (int i = 0; i < 100; i++) {
            crcs(plans, newestFirst);
        }

        // Then: without waiting for the garbage collector, which would hide a leak. It may free the cascades of other
        // tests'
        // detectors meanwhile (31, measured), which is less than one object lost in each run would come to.
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(objects);
        assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(bytes);
    }

    @Test
    void runTile_ofLargeFrames_keepsTheProcessFlat() {
        // Given: three matrices of 8 MB a run
        PixelBuffer frame = frames.noise(PixelLayout.LUMA, 4096, 2048);
        ChainPlan plan = Law.plan("gray,invert,blur:3", TileGrid.WHOLE, frame);
        engine.runTile(plan, 0, frame.samples());
        long before = Pointer.physicalBytes();

        // When
        for (int i = 0; i < 100; i++) {
            engine.runTile(plan, 0, frame.samples());
        }

        // Then: the heap may have filled up meanwhile, but 2.4 GB of matrices were not kept
        assertThat(Pointer.physicalBytes() - before)
                .isLessThan(Runtime.getRuntime().maxMemory() + (300L << 20));
    }

    @Test
    void runTile_whenAFilterFails_saysWhichOneAndLeaksNothing() {
        // Given
        engine.warmUp();
        PixelBuffer frame = frames.noise(PixelLayout.I420, 32, 32);
        ChainPlan plan = Law.plan("blur:3,invert", GRID, frame);
        RuntimeException cause = new RuntimeException("OpenCV(4.13.0) error: (-215:Assertion failed)");
        FilterEngine failing = engineWithInvert((plane, spec) -> {
            throw cause;
        });
        byte[] haloed = plan.geometry().cutHaloed(frame, 0);
        engine.runTile(plan, 0, haloed);
        long objects = Pointer.totalCount();

        // When, then
        assertThatThrownBy(() -> failing.runTile(plan, 0, haloed))
                .isInstanceOf(TeselaException.class)
                .hasMessage("filter invert failed")
                .hasCause(cause)
                .extracting(failure -> ((TeselaException) failure).code())
                .isEqualTo(FailureCode.INTERNAL);
        assertThat(Pointer.totalCount()).isEqualTo(objects);
    }

    @Test
    void runTile_whenAFilterReturnsAnotherSize_saysWhichOneAndLeaksNothing() {
        // Given
        engine.warmUp();
        PixelBuffer frame = frames.noise(PixelLayout.I420, 32, 32);
        ChainPlan plan = Law.plan("invert,blur:3", GRID, frame);
        FilterEngine failing = engineWithInvert((plane, spec) -> new Mat(5, 4, opencv_core.CV_8UC1));
        byte[] haloed = plan.geometry().cutHaloed(frame, 0);
        engine.runTile(plan, 0, haloed);
        long objects = Pointer.totalCount();

        // When, then
        assertThatThrownBy(() -> failing.runTile(plan, 0, haloed))
                .isInstanceOf(TeselaException.class)
                .hasMessage("filter invert failed")
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(Pointer.totalCount()).isEqualTo(objects);
    }

    @Test
    void runTile_whenTheFilterIsMissing_refuses() {
        PixelBuffer frame = frames.noise(PixelLayout.LUMA, 32, 32);
        ChainPlan plan = Law.plan("sobel", GRID, frame);
        FilterEngine empty = new FilterEngine(new FilterLibrary(List.of()));
        byte[] haloed = plan.geometry().cutHaloed(frame, 0);

        assertThatThrownBy(() -> empty.runTile(plan, 0, haloed))
                .isInstanceOf(TeselaException.class)
                .hasMessageStartingWith("filter: sobel (expected: one of ");
    }

    @Test
    void runTile_whenSamplesAreMissing_refuses() {
        PixelBuffer frame = frames.noise(PixelLayout.LUMA, 32, 32);
        ChainPlan plan = Law.plan("sobel", new TileGrid(2, 2), frame);

        assertThatThrownBy(() -> engine.runTile(plan, 0, new byte[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("samples: 3 (expected: 289)");
    }

    @Test
    void runTile_ofAMappedPlanWithoutUndecidedSamples_takesOneBitASample() {
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.LUMA, 64, 64);
        ChainPlan plan = Law.plan("canny", new TileGrid(2, 2), frame);

        TileOutput output = engine.runTile(plan, 3, plan.geometry().cutHaloed(frame, 3));

        assertThat(output.packed()).isTrue();
        assertThat(output.bytes()).hasSize(32 * 32 / 8);
    }

    @Test
    void runFrame_withoutFrameStage_returnsWhatItWasGiven() {
        PixelBuffer frame = frames.noise(PixelLayout.I420, 32, 32);

        assertThat(engine.runFrame(Law.plan("blur:3", GRID, frame), frame)).isSameAs(frame);
    }

    @Test
    void runFrame_leavesTheJoinedFrameAsItWas() {
        PixelBuffer frame = frames.scene(PixelLayout.LUMA, 64, 64);
        ChainPlan plan = Law.plan("canny:10:90,blur:3", GRID, frame);
        PixelBuffer joined = new PixelBuffer(PixelLayout.LUMA, 64, 64, new byte[64 * 64]);
        joined.samples()[100] = TwoPhaseFilter.EDGE;
        int before = joined.crc32c();

        engine.runFrame(plan, joined);

        assertThat(joined.crc32c()).isEqualTo(before);
    }

    @Test
    void runFrame_ofAnotherSize_refuses() {
        PixelBuffer frame = frames.noise(PixelLayout.LUMA, 32, 32);
        ChainPlan plan = Law.plan("canny", GRID, frame);

        assertThatThrownBy(() -> engine.runFrame(plan, frame.in(PixelLayout.I420)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("joined: I420 32x32 (expected: LUMA 32x32)");
    }

    @Test
    void runFrame_withADegradedTile_hasNoEdgeThere() {
        // Given: an edge through both tiles
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.LUMA, 64, 32);
        Arrays.fill(frame.samples(), 64 * 16, 64 * 32, (byte) 200);
        ChainPlan plan = Law.plan("canny", new TileGrid(2, 1), frame);
        TileLaw degraded = new TileLaw(
                newestFirst -> newestFirst.get(0),
                (tile, haloed) -> tile == 1
                        ? TileOutputCodec.emptyMap(plan, tile)
                        : TileOutputCodec.decodeCore(
                                plan, tile, engine.runTile(plan, tile, haloed).bytes()),
                joined -> engine.runFrame(plan, joined));

        // When
        PixelBuffer edges = degraded.inTiles(plan, frame);

        // Then
        assertThat(plan.geometry().cutCore(edges, 0)).contains(255);
        assertThat(plan.geometry().cutCore(edges, 1)).containsOnly(0);
    }

    @Test
    void runWhole_ofAColourChain_keepsAllPlanes() {
        PixelBuffer frame = frames.noise(PixelLayout.I420, 16, 16);

        PixelBuffer inverted = engine.runWhole(Law.plan("invert", GRID, frame).chain(), List.of(frame));

        assertThat(inverted.layout()).isEqualTo(PixelLayout.I420);
        for (int i = 0; i < frame.samples().length; i++) {
            assertThat(inverted.samples()[i]).isEqualTo((byte) ~frame.samples()[i]);
        }
    }

    @Test
    void runWhole_ofAGrayChain_isLumaOnly() {
        PixelBuffer frame = frames.noise(PixelLayout.I420, 16, 16);

        PixelBuffer gray = engine.runWhole(Law.plan("gray", GRID, frame).chain(), List.of(frame));

        assertThat(gray.layout()).isEqualTo(PixelLayout.LUMA);
        assertThat(gray.samples()).isEqualTo(frame.in(PixelLayout.LUMA).samples());
    }

    private List<Integer> crcs(List<ChainPlan> plans, List<PixelBuffer> newestFirst) {
        return plans.stream()
                .map(plan -> Law.of(engine, plan)
                        .inTiles(plan, in(plan.layout(), newestFirst))
                        .crc32c())
                .toList();
    }

    private static List<PixelBuffer> in(PixelLayout layout, List<PixelBuffer> frames) {
        return frames.stream().map(frame -> frame.in(layout)).toList();
    }

    private static FilterEngine engineWithInvert(BiFunction<Mat, FilterSpec, Mat> invert) {
        List<PixelFilter> filters = new ArrayList<>();
        for (PixelFilter filter : BuiltInFilters.all()) {
            filters.add(filter.name().equals("invert") ? new Replaced("invert", invert) : filter);
        }
        return new FilterEngine(new FilterLibrary(filters));
    }

    private record Replaced(String name, BiFunction<Mat, FilterSpec, Mat> function) implements TileFilter {
        @Override
        public Mat apply(Mat plane, FilterSpec spec) {
            return function.apply(plane, spec);
        }
    }
}
