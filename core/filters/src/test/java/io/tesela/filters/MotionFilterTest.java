package io.tesela.filters;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.RecentFrames;
import io.tesela.domain.tile.TileGrid;
import io.tesela.testkit.Seeds;
import io.tesela.testkit.SyntheticFrames;
import io.tesela.testkit.TileLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MotionFilterTest {
    private static final byte WHITE = (byte) 255;

    private final FilterEngine engine = FilterEngine.standard();
    private final SyntheticFrames frames = new SyntheticFrames(Seeds.random("MotionFilterTest"));

    @Test
    void mask_isWhiteWhereLumaDiffersByMoreThanTheThreshold() {
        PixelBuffer before = luma(100, 100, 100, 100, 0, 255);
        PixelBuffer frame = luma(125, 126, 75, 74, 255, 0);

        assertThat(run("motion", frame, before).samples()).startsWith(0, WHITE, 0, WHITE, WHITE, WHITE);
        assertThat(run("motion:24", frame, before).samples()).startsWith(WHITE, WHITE, WHITE, WHITE, WHITE, WHITE);
    }

    @Test
    void mask_ofTheFirstFrame_isBlack() {
        PixelBuffer frame = frames.noise(PixelLayout.I420, 32, 16);

        PixelBuffer mask = run("motion:0", frame);

        assertThat(mask.layout()).isEqualTo(PixelLayout.LUMA);
        assertThat(mask.samples()).containsOnly(0);
    }

    @Test
    void highlight_ofTheFirstFrame_isTheFrame() {
        PixelBuffer frame = frames.noise(PixelLayout.I420, 32, 16);

        assertThat(run("motion:highlight:0", frame).samples()).isEqualTo(frame.samples());
    }

    /** Half way to 107, 202, 222. */
    @Test
    void highlight_tintsLumaThatMoves_andTheChromaOfIt() {
        // Given: one sample moves, the last of a block of four
        PixelBuffer before = frames.gradient(PixelLayout.I420, 32, 16);
        byte[] samples = before.samples().clone();
        int moving = 3 * 32 + 5;
        Arrays.fill(before.samples(), moving, moving + 1, (byte) 200);
        samples[moving] = 100;
        PixelBuffer frame = new PixelBuffer(PixelLayout.I420, 32, 16, samples);

        // When
        byte[] tinted = run("motion:highlight", frame, before).samples();

        // Then
        byte[] expected = samples.clone();
        expected[moving] = 104;
        int chroma = 32 * 16 + 1 * 16 + 2;
        expected[chroma] = (byte) (((samples[chroma] & 0xff) + 203) / 2);
        int second = chroma + 16 * 8;
        expected[second] = (byte) (((samples[second] & 0xff) + 223) / 2);
        assertThat(tinted).isEqualTo(expected);
    }

    /** Each filter over the whole video, one after the other: what a chain of them has to come to, on every frame. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "motion",
                "blur:5,motion:10,dilate",
                "motion:10,motion",
                "motion:3,blur:3,motion:3,canny:20:60,motion:3",
                "canny:20:60,motion,sobel",
                "motion:highlight:10,invert,motion:highlight:4",
                "motion:highlight:10,motion:8",
                "sharpen,motion:highlight:10,dilate",
                "faces,motion:10"
            })
    void chain_onEveryFrameOfAVideo_equalsOneFilterAfterTheOther(String text) {
        // Given
        List<PixelBuffer> video = new ArrayList<>(frames.recent(6, PixelLayout.I420, 64, 48));
        Collections.reverse(video);
        FilterChain chain = chain(text);
        RecentFrames recent = new RecentFrames(chain.temporalExtent());

        // When
        List<PixelBuffer> filtered = video.stream()
                .map(frame -> engine.runWhole(chain, recent.with(frame)))
                .toList();

        // Then
        List<PixelBuffer> expected = video;
        for (FilterSpec spec : chain.filters()) {
            expected = overVideo(new FilterChain(List.of(spec)), expected);
        }
        ChainPlan plan = Law.plan(text, TileGrid.WHOLE, video.get(0));
        for (int i = 0; i < video.size(); i++) {
            TileLaw.assertSame(plan, filtered.get(i), expected.get(i).in(plan.layout()));
        }
    }

    private List<PixelBuffer> overVideo(FilterChain filter, List<PixelBuffer> video) {
        return IntStream.range(0, video.size())
                .mapToObj(i -> i == 0 ? List.of(video.get(0)) : List.of(video.get(i), video.get(i - 1)))
                .map(newestFirst -> engine.runWhole(filter, newestFirst))
                .toList();
    }

    private PixelBuffer run(String text, PixelBuffer... newestFirst) {
        return engine.runWhole(chain(text), List.of(newestFirst));
    }

    private static FilterChain chain(String text) {
        return Law.plan(text, TileGrid.WHOLE, PixelBuffer.allocate(PixelLayout.LUMA, 16, 16))
                .chain();
    }

    /** The rest of the samples are 0. */
    private static PixelBuffer luma(int... values) {
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.LUMA, 16, 16);
        for (int i = 0; i < values.length; i++) {
            frame.samples()[i] = (byte) values[i];
        }
        return frame;
    }
}
