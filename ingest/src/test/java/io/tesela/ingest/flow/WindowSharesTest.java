package io.tesela.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.ingest.flow.WindowShares.Claim;
import io.tesela.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowSharesTest {
    private static final long PLENTY = 1L << 40;

    @Test
    void divide_oneJob_getsAllThatOneMayHave() {
        assertThat(WindowShares.divide(16, PLENTY, List.of(claim(1000, 0)))).containsExactly(16);
        assertThat(WindowShares.divide(16, PLENTY, List.of(claim(1000, 77)))).containsExactly(16);
    }

    @Test
    void divide_oneJobOfHugeFrames_getsWhatFitsAndAlwaysOne() {
        assertThat(WindowShares.divide(16, 5_500, List.of(claim(1000, 7)))).containsExactly(5);
        assertThat(WindowShares.divide(16, 500, List.of(claim(1000, 7)))).containsExactly(1);
    }

    @Test
    void divide_jobsOfDifferentCost_getTheSameTime() {
        assertThat(WindowShares.divide(16, PLENTY, List.of(claim(1000, 10), claim(1000, 20), claim(1000, 500))))
                .containsExactly(16, 8, 1);
    }

    @Test
    void divide_costNotKnown_isTakenForTheCheapest() {
        assertThat(WindowShares.divide(16, PLENTY, List.of(claim(1000, 0), claim(1000, 50))))
                .containsExactly(16, 16);
        assertThat(WindowShares.divide(16, PLENTY, List.of(claim(1000, 0), claim(1000, 50), claim(1000, 100))))
                .containsExactly(16, 16, 8);
    }

    @Test
    void divide_jobThatStandsStill_keepsOneAndLeavesTheRest() {
        assertThat(WindowShares.divide(16, 17_000, List.of(claim(1000, 10), new Claim(1000, 10, true))))
                .containsExactly(16, 1);
    }

    @Test
    void divide_moreThanFits_givesAllTheSamePart() {
        assertThat(WindowShares.divide(16, 16_000, List.of(claim(1000, 10), claim(1000, 10))))
                .containsExactly(8, 8);
    }

    @Test
    void divide_anyClaims_staysInTheBudgetButForTheFrameThatEachMayHave() {
        Random random = Seeds.random("WindowShares");
        for (int round = 0; round < 2000; round++) {
            List<Claim> claims = new ArrayList<>();
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                claims.add(new Claim(1 + random.nextInt(10_000), random.nextInt(500), random.nextInt(4) == 0));
            }
            int max = 1 + random.nextInt(40);
            long budget = 1L + random.nextInt(200_000);

            List<Integer> windows = WindowShares.divide(max, budget, claims);

            long used = 0;
            long always = 0;
            for (int i = 0; i < claims.size(); i++) {
                assertThat(windows.get(i)).isBetween(1, max);
                used += windows.get(i) * claims.get(i).frameBytes();
                always += claims.get(i).frameBytes();
            }
            assertThat(used).isLessThanOrEqualTo(Math.max(budget, 0) + always);
        }
    }

    private static Claim claim(long frameBytes, long costMicros) {
        return new Claim(frameBytes, costMicros, false);
    }
}
