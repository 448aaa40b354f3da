package io.tesela.domain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {
    @Test
    void empty_hasNothingToSay() {
        assertThat(LatencyHistogram.EMPTY.count()).isZero();
        assertThat(LatencyHistogram.EMPTY.meanMs()).isZero();
        assertThat(LatencyHistogram.EMPTY.percentileMs(0.5)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.5, 0.95, 0.99, 1})
    void percentile_isWithinHalfABucketOfTheExactOne(double share) {
        // Given
        long seed = Long.getLong("tesela.seed", System.nanoTime());
        System.out.println("LatencyHistogramTest: seed " + seed + " (repeat with -Dtesela.seed=" + seed + ")");
        Random random = new Random(seed);
        long[] micros = random.longs(1000, 50, 5_000_000).toArray();

        // When
        LatencyHistogram histogram = LatencyHistogram.EMPTY;
        for (long duration : micros) {
            histogram = histogram.with(duration);
        }

        // Then
        Arrays.sort(micros);
        double exact = micros[(int) Math.ceil(share * 1000) - 1] / 1000.0;
        assertThat(histogram.percentileMs(share)).isCloseTo(exact, Percentage.withPercentage(2.6));
        assertThat(histogram.meanMs()).isCloseTo(Arrays.stream(micros).average().orElseThrow() / 1000, within(1e-9));
        assertThat(histogram.count()).isEqualTo(1000);
    }

    @Test
    void plus_isTheHistogramOfBoth() {
        LatencyHistogram first = LatencyHistogram.EMPTY.with(10).with(2000);
        LatencyHistogram second = LatencyHistogram.EMPTY.with(2000).with(7);

        assertThat(first.plus(second))
                .isEqualTo(second.plus(first))
                .isEqualTo(LatencyHistogram.EMPTY.with(7).with(10).with(2000).with(2000));
    }

    @Test
    void with_aNegativeDuration_countsAsZero() {
        LatencyHistogram histogram = LatencyHistogram.EMPTY.with(-5);

        assertThat(histogram.count()).isEqualTo(1);
        assertThat(histogram.totalMicros()).isZero();
    }

    @Test
    void with_theLongestDuration_staysBounded() {
        assertThat(LatencyHistogram.EMPTY.with(Long.MAX_VALUE).buckets()).hasSize(1);
    }

    @Test
    void build_isTheHistogramOfEachDurationAddedAlone() {
        // Given
        LatencyHistogram.Builder builder = new LatencyHistogram.Builder();
        LatencyHistogram expected = LatencyHistogram.EMPTY;
        assertThat(builder.build()).isEqualTo(expected);

        // When
        for (long micros : new long[] {-5, 0, 1, 7, 7, 2000, 3_000_000_000L, 10}) {
            builder.add(micros);
            expected = expected.with(micros);
        }
        LatencyHistogram built = builder.build();
        builder.add(99);

        // Then
        assertThat(built).isEqualTo(expected);
        assertThat(built.buckets()).containsEntry(40, 2L);
        assertThat(built.totalMicros()).isEqualTo(3_000_002_025L);
        assertThat(builder.build().count()).isEqualTo(9);
    }

    @Test
    void shares_ofOneProcessor_addUp() {
        ProcessUse use = ProcessUse.of(new ProcessSample(1, 2, 3, 4));
        ProcessorShare share = new ProcessorShare("p1", 2, LatencyHistogram.EMPTY.with(9), use);

        assertThat(share.plus(share))
                .isEqualTo(new ProcessorShare(
                        "p1", 4, LatencyHistogram.EMPTY.with(9).with(9), use));
        assertThatThrownBy(() -> share.plus(new ProcessorShare("p2", 1, LatencyHistogram.EMPTY, use)))
                .hasMessage("id: p2 (expected: p1)");
    }

    @Test
    void counts_addUp() {
        assertThat(new TileCounts(1, 2, 3, 4, 5).plus(new TileCounts(10, 20, 30, 40, 50)))
                .isEqualTo(new TileCounts(11, 22, 33, 44, 55));
        assertThat(TileCounts.NONE.plus(TileCounts.NONE)).isEqualTo(TileCounts.NONE);
    }
}
