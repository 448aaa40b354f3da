package io.tesela.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.bench.chaos.Standstills.Standstill;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TakeOverTest {
    @Test
    void table_ofTwentyDeathsOfOneRole_hasARowForItWhoseP95IsTheNineteenthOrNext() {
        List<TakeOver> takeOvers = Stream.concat(
                        Stream.of(takeOver("broker", 7)),
                        IntStream.rangeClosed(1, 21).mapToObj(seconds -> takeOver("processor", seconds)))
                .toList();

        assertThat(new TakeOverTable(takeOvers).text().lines().map(line -> line.replaceAll(" +", " ")))
                .contains("broker 1 7.0 7.0 7.0 3.5", "processor 21 11.0 20.0 21.0 10.0");
    }

    /** The second kill strikes nobody, and what no frame followed took nobody over. */
    @Test
    void of_killsOfOneProcess_countsThoseThatKilledAndWereFollowedByAFrame() {
        Fault kill = new Fault.Kill("processor-2");
        List<Standstill> standstills = List.of(
                new Standstill(kill, 100, Duration.ofNanos(400), 500),
                new Standstill(kill, 200, Duration.ofNanos(300), 500),
                new Standstill(new Fault.Cut(), 600, Duration.ofNanos(5), 605),
                new Standstill(kill, 700, Duration.ofNanos(80), 780),
                new Standstill(new Fault.Kill("broker"), 900, Duration.ZERO, 900));

        List<TakeOver> takeOvers = TakeOver.of(standstills, TakeOverTest::readyAt450And800);

        assertThat(takeOvers)
                .containsExactly(
                        new TakeOver("processor", Duration.ofNanos(400), Optional.of(Duration.ofNanos(50))),
                        new TakeOver("processor", Duration.ofNanos(80), Optional.of(Duration.ZERO)));
    }

    private static Optional<Long> readyAt450And800(String child, long nanos) {
        return Stream.of(450L, 800L).filter(ready -> ready > nanos).findFirst();
    }

    private static TakeOver takeOver(String role, int seconds) {
        return new TakeOver(role, Duration.ofSeconds(seconds), Optional.of(Duration.ofMillis(500L * seconds)));
    }
}
