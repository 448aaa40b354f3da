package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.tile.TileGrid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanLimitsTest {
    private static final long WINDOW_BYTES = 100_000_000;

    @ParameterizedTest
    @CsvSource({
        "'blur:3,invert', 3x3, 3840x2160",
        "faces, 3x3, 3840x2160",
        "'canny,motion', 3x3, 3840x2160",
        "motion:highlight, 3x3, 1920x1080",
        "'motion,motion,motion', 4x4, 3840x2160"
    })
    void require_whatFits_passes(String chain, String grid, String size) {
        assertThatCode(() -> PlanLimits.require(plan(chain, grid, size), WINDOW_BYTES))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            invert           | 1x1 | 7680x4320 | BAD_TILES  | tiles: 1x1 makes tiles of 49766400 bytes (expected: at most 16777216, for example 3x3)
            motion,sobel     | 1x2 | 7680x4320 | BAD_TILES  | tiles: 1x2 makes tiles of 33192960 bytes (expected: at most 16777216, for example 3x6)
            motion:highlight | 3x3 | 3840x2160 | BAD_FILTER | filters: motion:25:highlight sees whole frames, 24883200 bytes at once (expected: at most 16777216, so a smaller video, or filters that work on tiles)
            motion:highlight | 1x1 | 3840x2160 | BAD_FILTER | filters: motion:25:highlight sees whole frames, 24883200 bytes at once (expected: at most 16777216, so a smaller video, or filters that work on tiles)
            motion,motion,motion | 8x8 | 7680x4320 | BAD_FILTER | filters: motion:25:mask,motion:25:mask,motion:25:mask looks at 4 frames at once, 132710400 bytes (expected: at most 100000000)
            """)
    void require_whatDoesNot_saysWhatWould(String chain, String grid, String size, FailureCode code, String sentence) {
        ChainPlan plan = plan(chain, grid, size);

        assertThatThrownBy(() -> PlanLimits.require(plan, WINDOW_BYTES))
                .isInstanceOf(TeselaException.class)
                .hasMessage(sentence)
                .extracting(failure -> ((TeselaException) failure).code())
                .isEqualTo(code);
    }

    private static ChainPlan plan(String chain, String grid, String size) {
        String[] sides = size.split("x", -1);
        return ChainPlan.of(
                FilterChain.parse(chain, FilterCatalogue.standard()),
                TileGrid.parse(grid),
                Integer.parseInt(sides[0]),
                Integer.parseInt(sides[1]));
    }
}
