package io.tesela.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

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

        assertThat(TakeOver.table(takeOvers).lines().map(line -> line.replaceAll(" +", " ")))
                .contains("broker 1 7.0 7.0 7.0 3.5", "processor 21 11.0 20.0 21.0 10.0");
    }

    private static TakeOver takeOver(String role, int seconds) {
        return new TakeOver(role, Duration.ofSeconds(seconds), Optional.of(Duration.ofMillis(500L * seconds)));
    }
}
