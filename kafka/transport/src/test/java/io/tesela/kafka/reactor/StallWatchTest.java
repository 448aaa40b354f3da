package io.tesela.kafka.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.kafka.reactor.Sight.Partition;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class StallWatchTest {
    private static final long LIMIT_MS = 30_000;
    private static final long STEP_MS = 7_500;
    private static final long HOUR_MS = 3_600_000;
    private static final Partition OWED = new Partition(0, 1, false, 5);

    private final StallWatch watch = new StallWatch(Duration.ofMillis(LIMIT_MS));

    @Test
    void stalled_owedAndNothingDelivered_afterTheLimit() {
        assertThat(firstAlarm(now -> sight(1, 7, OWED))).isEqualTo(LIMIT_MS);
    }

    @Test
    void stalled_noDemand_never() {
        assertThat(firstAlarm(now -> sight(0, 7, OWED))).isEqualTo(-1);
    }

    @Test
    void stalled_paused_never() {
        assertThat(firstAlarm(now -> sight(1, 7, new Partition(0, 1, true, 5)))).isEqualTo(-1);
    }

    @Test
    void stalled_onePartitionOwedAndPausedAndAnotherNot_never() {
        assertThat(firstAlarm(now -> sight(1, 7, new Partition(0, 1, true, 5), new Partition(1, 1, false, 0))))
                .isEqualTo(-1);
    }

    @Test
    void stalled_noLag_never() {
        assertThat(firstAlarm(now -> sight(1, 7, new Partition(0, 1, false, 0))))
                .isEqualTo(-1);
    }

    @Test
    void stalled_nothingOwned_never() {
        assertThat(firstAlarm(now -> sight(1, 7))).isEqualTo(-1);
    }

    @Test
    void stalled_downstreamAtWork_never() {
        assertThat(firstAlarm(now -> new Sight(Long.MAX_VALUE, 7, true, List.of(OWED))))
                .isEqualTo(-1);
    }

    @Test
    void stalled_aDeliveryNowAndThen_never() {
        assertThat(firstAlarm(now -> sight(1, now / 20_000, OWED))).isEqualTo(-1);
    }

    @Test
    void stalled_owedAfterAnHourOfNothing_onlyAfterTheLimitFromThen() {
        long since = HOUR_MS / 2;
        assertThat(firstAlarm(now -> sight(1, 7, new Partition(0, 1, false, now < since ? 0 : 5))))
                .isEqualTo(since + LIMIT_MS);
    }

    @Test
    void stalled_resumedOrAskedForAfterAnHour_onlyAfterTheLimitFromThen() {
        long since = HOUR_MS / 2;
        assertThat(firstAlarm(now -> sight(now < since ? 0 : 1, 7, OWED))).isEqualTo(since + LIMIT_MS);
        watch.reset();
        assertThat(firstAlarm(now -> sight(1, 7, new Partition(0, 1, now < since, 5))))
                .isEqualTo(since + LIMIT_MS);
    }

    @Test
    void stalled_partitionUnderANewGeneration_countsAnew() {
        assertThat(firstAlarm(now -> sight(1, 7, new Partition(0, now / 20_000, false, 5))))
                .isEqualTo(-1);
    }

    @Test
    void stalled_afterAReset_countsAnew() {
        assertThat(watch.stalled(sight(1, 0, OWED), 0)).isFalse();
        watch.reset();
        assertThat(watch.stalled(sight(1, 0, OWED), LIMIT_MS)).isFalse();
        assertThat(watch.stalled(sight(1, 0, OWED), 2 * LIMIT_MS)).isTrue();
    }

    /** Looks for an hour; returns when the first alarm came, or -1. */
    private long firstAlarm(LongFunction<Sight> sights) {
        for (long now = 0; now <= HOUR_MS; now += STEP_MS) {
            if (watch.stalled(sights.apply(now), now)) {
                return now;
            }
        }
        return -1;
    }

    private static Sight sight(long demand, long delivered, Partition... partitions) {
        return new Sight(demand, delivered, false, List.of(partitions));
    }
}
