package io.tesela.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A short run of {@code bench/fuzz}, of other seeds each time. */
class FuzzTest {
    private static final Path SAMPLES = Path.of("..", "samples");
    private static final int INPUTS = 3_000;
    private static final int VIDEOS = 60;

    static Stream<FuzzTarget> targets() throws IOException {
        List<byte[]> videos = List.of(
                Files.readAllBytes(SAMPLES.resolve("odd_321x241_444.mp4")),
                Files.readAllBytes(SAMPLES.resolve("phone_rot90.mov")),
                Files.readAllBytes(SAMPLES.resolve("sign_face.mkv")));
        return FuzzTargets.all(videos, FuzzReport.sample()).stream();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void run_damagedInput_isTakenOrRefused(FuzzTarget target) throws InterruptedException {
        long seed = Seeds.seed("fuzz of " + target.name());
        int inputs = target instanceof VideoTarget ? VIDEOS : INPUTS;
        try (FuzzRun run = new FuzzRun()) {
            FuzzOutcome outcome = run.run(target, seed, given -> given < inputs);

            assertThat(outcome.faults()).isEmpty();
            assertThat(outcome.inputs()).isEqualTo(inputs);
            assertThat(outcome.taken()).as("some are hardly damaged").isPositive();
            assertThat(outcome.refused()).as("some are").isPositive();
        }
    }

    @Test
    void run_targetThatFailsOtherwise_isAFaultThatItsSeedRepeats() throws InterruptedException {
        FuzzTarget broken = new FuzzTarget() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public boolean takes(Random random) {
                if (random.nextInt(20) == 0) {
                    throw new ArrayIndexOutOfBoundsException("7");
                }
                return true;
            }
        };
        try (FuzzRun run = new FuzzRun()) {
            FuzzOutcome outcome = run.run(broken, 1, given -> given < 1_000);

            assertThat(outcome.faults()).hasSize(5).allMatch(fault -> fault.contains("ArrayIndexOutOfBounds"));
            long seed = Long.parseLong(outcome.faults().get(0).replaceAll(".*seed (\\d+):.*", "$1"));
            assertThat(run.run(broken, seed, given -> given < 1).faults()).hasSize(1);
        }
    }
}
