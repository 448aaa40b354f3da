package io.tesela.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.bench.chaos.FaultSchedule.Strike;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StrikeClockTest {
    private static final Fault KILL = new Fault.Kill("assembler");
    private static final Fault CUT = new Fault.Cut();

    private final List<Fault> struck = new ArrayList<>();
    private long nowMs;

    @Test
    void encoded_framesPassTheStrikes_eachStrikesOnce() {
        // Given
        StrikeClock clock = clock(new Strike(5, KILL), new Strike(5, CUT), new Strike(90, KILL));

        // When
        clock.encoded(4);
        assertThat(struck).isEmpty();
        clock.encoded(7);
        clock.encoded(8);

        // Then
        assertThat(struck).containsExactly(KILL, CUT);
        assertThat(clock.left()).isEqualTo(1);
    }

    @Test
    void standstill_afterAFault_endsWithTheNextFrameThatWasNotEncodedBefore() {
        // Given: what came before the first fault does not count, and a death of ingest sets the count back
        StrikeClock clock = clock(new Strike(5, KILL), new Strike(6, CUT));
        nowMs = -9000;
        clock.encoded(4);
        nowMs = 0;
        clock.encoded(10);

        // When
        nowMs = 3000;
        clock.encoded(4);
        clock.encoded(10);
        nowMs = 4500;
        clock.encoded(11);

        nowMs = 5000;
        clock.encoded(12);

        // Then
        assertThat(clock.standstill()).isEqualTo(Duration.ofMillis(4500));
    }

    private StrikeClock clock(Strike... strikes) {
        return new StrikeClock(
                new FaultSchedule(1, List.of(strikes)), struck::add, () -> TimeUnit.MILLISECONDS.toNanos(nowMs));
    }
}
