package io.tesela.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.filter.FilterDeclaration;
import io.tesela.domain.filter.FilterSpec;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.RecentFrames;
import io.tesela.domain.tile.TileGrid;
import io.tesela.testkit.Seeds;
import io.tesela.testkit.SyntheticFrames;
import io.tesela.testkit.TileLaw;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters that look back farther, and at colour: what none that comes with Tesela does on tiles, and others may. */
class TemporalLawTest {
    private final List<FilterDeclaration> declared =
            new ArrayList<>(FilterCatalogue.standard().all());
    private final List<PixelFilter> filters = new ArrayList<>(BuiltInFilters.all());

    TemporalLawTest() {
        add(new WeighedByAge("trail", false));
        add(new WeighedByAge("luma-trail", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trail",
                "luma-trail",
                "blur:3,trail,invert",
                "trail,luma-trail",
                "luma-trail,trail,blur:5",
                "trail,motion,dilate",
                "motion:highlight,trail",
                "luma-trail,motion:highlight,trail",
                "trail,motion,canny:20:60,blur:3",
                "canny:20:60,trail"
            })
    void chain_onEveryFrame_inTilesAndWhole_equalsOneFilterAfterTheOther(String text) {
        Random random = Seeds.random("TemporalLawTest " + text);
        FilterEngine engine = new FilterEngine(new FilterLibrary(filters));
        for (int run = 0; run < 4; run++) {
            // Given
            SyntheticFrames frames = new SyntheticFrames(random);
            List<PixelBuffer> video =
                    new ArrayList<>(frames.recent(7, PixelLayout.I420, frames.size(64), frames.size(64)));
            Collections.reverse(video);
            TileGrid grid = new TileGrid(1 + random.nextInt(5), 1 + random.nextInt(5));
            ChainPlan plan = ChainPlan.of(
                    chain(text), grid, video.get(0).width(), video.get(0).height());
            List<PixelBuffer> expected = video;
            for (FilterSpec spec : plan.chain().filters()) {
                expected = overVideo(engine, spec, expected);
            }

            // When, then
            RecentFrames recent = new RecentFrames(plan.temporalExtent());
            for (int i = 0; i < video.size(); i++) {
                List<PixelBuffer> newestFirst = recent.with(video.get(i));
                PixelBuffer whole = engine.runWhole(plan.chain(), newestFirst);
                TileLaw.assertSame(plan, whole, expected.get(i).in(plan.layout()));
                Law.of(engine, plan).check(plan, newestFirst);
            }
        }
    }

    @Test
    void filter_thatFailsOnAFrameBefore_leavesNothing() {
        // Given: motion needs two of its results, of which the second cannot be had
        AtomicInteger calls = new AtomicInteger();
        add(new WeighedByAge("odd", false) {
            @Override
            public Mat apply(List<Mat> newestFirst, FilterSpec spec) {
                if (calls.incrementAndGet() % 2 == 0) {
                    throw new IllegalStateException("the second time");
                }
                return super.apply(newestFirst, spec);
            }
        });
        FilterEngine engine = new FilterEngine(new FilterLibrary(filters));
        List<PixelBuffer> newestFirst =
                new SyntheticFrames(Seeds.random("TemporalLawTest")).recent(4, PixelLayout.I420, 32, 32);
        engine.warmUp();
        long before = Pointer.totalCount();

        // When
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> engine.runWhole(chain("blur:3,odd,motion"), newestFirst))
                    .isInstanceOf(TeselaException.class)
                    .hasMessage("filter odd failed");
        }

        // Then
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    @Test
    void filter_declaredToLookBack_butMadeForOnePlane_isRefusedFromTheFirstFrameOn() {
        declared.add(new WeighedByAge("plain", false));
        filters.add(BuiltInFilters.simple("plain", (plane, spec) -> plane.clone()));
        FilterEngine engine = new FilterEngine(new FilterLibrary(filters));
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.LUMA, 16, 16);

        assertThatThrownBy(() -> engine.runWhole(chain("plain"), List.of(frame)))
                .isInstanceOf(TeselaException.class)
                .hasMessage("filter plain failed")
                .hasRootCauseMessage("a filter of one plane (expected: one that looks back, as declared)");
    }

    private void add(WeighedByAge filter) {
        declared.add(filter);
        filters.add(filter);
    }

    private FilterChain chain(String text) {
        return FilterChain.parse(text, new FilterCatalogue(declared));
    }

    private static List<PixelBuffer> overVideo(FilterEngine engine, FilterSpec spec, List<PixelBuffer> video) {
        RecentFrames recent = new RecentFrames(spec.temporalExtent());
        FilterChain alone = new FilterChain(List.of(spec));
        return IntStream.range(0, video.size())
                .mapToObj(i -> engine.runWhole(alone, recent.with(video.get(i))))
                .toList();
    }

    /** Every sample weighed by its age, up to two frames back: another result for each order of the frames. */
    private static class WeighedByAge implements FilterDeclaration, TemporalFilter {
        private final String name;
        private final boolean lumaOnly;

        WeighedByAge(String name, boolean lumaOnly) {
            this.name = name;
            this.lumaOnly = lumaOnly;
        }

        @Override
        public Mat apply(List<Mat> newestFirst, FilterSpec spec) {
            Mat newest = newestFirst.get(0);
            int count = newest.rows() * newest.cols();
            byte[] result = new byte[count];
            for (int age = 0; age < newestFirst.size(); age++) {
                byte[] samples = new byte[count];
                OpenCv.read(newestFirst.get(age), samples, 0);
                for (int i = 0; i < count; i++) {
                    result[i] = (byte) (3 * result[i] + samples[i] + age);
                }
            }
            return OpenCv.plane(result, 0, newest.cols(), newest.rows());
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String summary() {
            return "Weighs frames by their age.";
        }

        @Override
        public int temporalExtent(FilterSpec spec) {
            return 2;
        }

        @Override
        public boolean keepsChroma() {
            return lumaOnly;
        }
    }
}
