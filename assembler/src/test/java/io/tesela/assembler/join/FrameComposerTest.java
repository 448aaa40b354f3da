package io.tesela.assembler.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.assembler.testing.EngineOutputs;
import io.tesela.assembler.testing.MadeJob;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.tile.TileGrid;
import io.tesela.filters.FilterEngine;
import io.tesela.filters.TileOutputCodec;
import io.tesela.kafka.record.ResultRecord.TileResult;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.testkit.Seeds;
import io.tesela.testkit.TileLaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real filters: a composed frame is the frame filtered whole, but for its degraded tiles. */
class FrameComposerTest {
    private static final FilterEngine ENGINE = FilterEngine.standard();

    @ParameterizedTest
    @ValueSource(
            strings = {"invert", "blur:5,sobel", "canny", "canny:20:60,blur:3", "blur:3,canny:10:40,invert", "gray"})
    void compose_allTilesFiltered_equalsTheWholeFrame(String filters) {
        Random random = Seeds.random("compose " + filters);
        for (int run = 0; run < 6; run++) {
            MadeJob job = job(filters, random);
            FrameComposer composer = composer(job);

            ComposedFrame composed = composer.compose(joined(job, 0, Set.of(), TileStatus.FAILED));

            TileLaw.assertSame(job.plan(), composed.pixels(), whole(job, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"invert", "blur:5,sobel"})
    void compose_degradedTileWithoutFrameStage_pastesItsOriginal(String filters) {
        Random random = Seeds.random("compose degraded " + filters);
        MadeJob job = job(filters, random);
        int degraded = random.nextInt(job.tiles());

        for (TileStatus status : List.of(TileStatus.FAILED, TileStatus.FILLED)) {
            ComposedFrame composed = composer(job).compose(joined(job, 0, Set.of(degraded), status));

            PixelBuffer expected = whole(job, 0);
            job.plan().geometry().stitch(job.core(0, degraded), degraded, expected);
            TileLaw.assertSame(job.plan(), composed.pixels(), expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"canny", "canny:20:60,blur:3"})
    void compose_degradedTileWithFrameStage_joinsAnEmptyMapAndPastesTheOriginal(String filters) {
        Random random = Seeds.random("compose mapped, degraded " + filters);
        MadeJob job = job(filters, random);
        ChainPlan plan = job.plan();
        int degraded = random.nextInt(job.tiles());

        for (TileStatus status : List.of(TileStatus.FAILED, TileStatus.FILLED)) {
            ComposedFrame composed = composer(job).compose(joined(job, 0, Set.of(degraded), status));

            PixelBuffer map = PixelBuffer.allocate(
                    plan.layout(), plan.geometry().width(), plan.geometry().height());
            for (int tile = 0; tile < job.tiles(); tile++) {
                byte[] core = tile == degraded
                        ? TileOutputCodec.emptyMap(plan, tile)
                        : TileOutputCodec.decodeCore(plan, tile, output(job, 0, tile));
                plan.geometry().stitch(core, tile, map);
            }
            PixelBuffer expected = ENGINE.runFrame(plan, map);
            plan.geometry().stitch(job.core(0, degraded), degraded, expected);
            TileLaw.assertSame(plan, composed.pixels(), expected);
        }
    }

    @Test
    void compose_everyTileDegraded_isTheOriginal() {
        MadeJob job = job("canny,blur:3", new Random(3));
        Set<Integer> all = Set.of(0, 1, 2, 3, 4, 5);

        ComposedFrame composed = composer(job).compose(joined(job, 0, all, TileStatus.FILLED));

        assertThat(composed.pixels().samples()).isEqualTo(job.original(0).samples());
    }

    @Test
    void compose_sameTilesTwice_givesFramesThatShareNothing() {
        MadeJob job = job("invert", new Random(4));
        JoinedFrame joined = joined(job, 0, Set.of(), TileStatus.FAILED);
        FrameComposer composer = composer(job);

        PixelBuffer first = composer.compose(joined).pixels();
        PixelBuffer second = composer.compose(joined).pixels();

        assertThat(first.samples()).isEqualTo(second.samples()).isNotSameAs(second.samples());
    }

    @Test
    void fits_dependsOnHowTheTileEnded() {
        MadeJob job = job("canny", new Random(5));
        FrameComposer composer = composer(job);
        byte[] map = output(job, 0, 1);
        byte[] core = job.core(0, 1);

        assertThat(composer.fits(job.result(job.filtered(0, 1).verdict(), map))).isTrue();
        assertThat(composer.fits(job.result(job.filtered(0, 1).verdict(), new byte[] {77})))
                .isFalse();
        assertThat(composer.fits(job.result(job.failed(0, 1, 4).verdict(), core)))
                .isTrue();
        assertThat(composer.fits(job.result(job.filled(0, 1, 2).verdict(), core)))
                .isTrue();
        assertThat(composer.fits(job.result(job.filled(0, 1, 2).verdict(), new byte[core.length + 1])))
                .isFalse();
    }

    /** Whatever looks for something sees whole frames, and is in the chain. */
    @Test
    void fits_whatWasFound_onlyOfFiltersThatLook() {
        MadeJob faces = job("faces,blur:3", new Random(6));
        MadeJob tiles = job("blur:3", new Random(7));

        assertThat(fits(faces, faces.filtered(0, 0), Map.of("faces", 2))).isTrue();
        assertThat(fits(faces, faces.filtered(0, 0), Map.of())).isTrue();
        assertThat(fits(faces, faces.filtered(0, 0), Map.of("blur", 2))).isFalse();
        assertThat(fits(faces, faces.filtered(0, 0), Map.of("faces", 2, "eyes", 4)))
                .isFalse();
        assertThat(fits(faces, faces.failed(0, 0, 4), Map.of("faces", 2))).isFalse();
        assertThat(fits(tiles, tiles.filtered(0, 0), Map.of("faces", 2))).isFalse();
    }

    private static boolean fits(MadeJob job, TileResult result, Map<String, Integer> found) {
        return composer(job).fits(MadeJob.finding(result, found));
    }

    private static MadeJob job(String filters, Random random) {
        int width = 24 + 2 * random.nextInt(40);
        int height = 24 + 2 * random.nextInt(30);
        MadeJob.Shape shape = new MadeJob.Shape(filters, new TileGrid(3, 2), width, height, 1, 4, 4);
        return new MadeJob("job-1", shape, random.nextLong());
    }

    private static FrameComposer composer(MadeJob job) {
        return new FrameComposer(job.plan(), new EngineOutputs(ENGINE));
    }

    private static PixelBuffer whole(MadeJob job, long frame) {
        return ENGINE.runWhole(job.plan().chain(), List.of(job.original(frame)));
    }

    private static byte[] output(MadeJob job, long frame, int tile) {
        byte[] haloed = job.plan().geometry().cutHaloed(job.original(frame), tile);
        return ENGINE.runTile(job.plan(), tile, haloed).bytes();
    }

    private static JoinedFrame joined(MadeJob job, long frame, Set<Integer> degraded, TileStatus how) {
        List<TileResult> tiles = new ArrayList<>();
        for (int tile = 0; tile < job.tiles(); tile++) {
            if (degraded.contains(tile)) {
                tiles.add(how == TileStatus.FAILED ? job.failed(frame, tile, 4) : job.filled(frame, tile, 2));
            } else {
                tiles.add(job.result(job.filtered(frame, tile).verdict(), output(job, frame, tile)));
            }
        }
        return new JoinedFrame(job.manifest(frame), tiles, 0);
    }
}
