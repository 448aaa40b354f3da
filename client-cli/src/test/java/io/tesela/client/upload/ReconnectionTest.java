package io.tesela.client.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconnectionTest {
    private long nowMs = 1_000;
    private double random = 1;

    @Test
    void lost_againAndAgain_waitsTwiceAsLongEachTime_upToABound() {
        Reconnection reconnection = patient(Duration.ofMinutes(10));

        assertThat(pauses(reconnection, 7)).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 10_000L, 10_000L);
    }

    @Test
    void lost_withJitter_waitsAtLeastHalfAsLong() {
        Reconnection reconnection = patient(Duration.ofMinutes(10));
        random = 0;

        assertThat(pauses(reconnection, 3)).containsExactly(250L, 500L, 1000L);
    }

    @Test
    void lost_patienceOver_triesNoMore_andTheLastPauseEndsWithIt() {
        Reconnection reconnection = patient(Duration.ofSeconds(2));

        assertThat(reconnection.lost()).hasValue(Duration.ofMillis(500));
        nowMs += 500;
        assertThat(reconnection.lost()).hasValue(Duration.ofSeconds(1));
        nowMs += 1000;
        assertThat(reconnection.lost()).hasValue(Duration.ofMillis(500));
        nowMs += 500;
        assertThat(reconnection.lost()).isEmpty();
    }

    @Test
    void connected_patienceAndPausesBeginAnew() {
        Reconnection reconnection = patient(Duration.ofSeconds(2));
        reconnection.lost();
        nowMs += 1_900;
        reconnection.lost();

        reconnection.connected();
        nowMs += 100_000;

        assertThat(reconnection.lost()).hasValue(Duration.ofMillis(500));
    }

    @Test
    void lost_withoutPatience_isTheEnd() {
        assertThat(patient(Duration.ZERO).lost()).isEmpty();
    }

    private Reconnection patient(Duration patience) {
        return new Reconnection(patience, () -> nowMs, () -> random);
    }

    private static List<Long> pauses(Reconnection reconnection, int count) {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pauses.add(reconnection.lost().map(Duration::toMillis).orElse(-1L));
        }
        return pauses;
    }
}
