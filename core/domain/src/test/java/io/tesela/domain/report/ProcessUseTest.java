package io.tesela.domain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProcessUseTest {
    private static final long STARTED = 1_700_000_000_000L;

    @Test
    void cpuPercent_isTheTimeBetweenFirstAndLastSampleInAnyOrder() {
        // Given: what was used before the job does not count
        List<ProcessSample> samples = new ArrayList<>(List.of(
                new ProcessSample(STARTED, 10_000, 50_000, 100),
                new ProcessSample(STARTED, 11_000, 51_500, 300),
                new ProcessSample(STARTED, 12_000, 53_000, 300)));
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(samples, new Random(i));

            // When
            ProcessUse use = samples.stream().map(ProcessUse::of).reduce(ProcessUse.NONE, ProcessUse::plus);

            // Then
            assertThat(use.cpuPercent()).contains(150.0);
            assertThat(use.peakRss()).hasValue(300);
        }
    }

    @Test
    void plus_processReplaced_hasTheTimeOfTheLastAndTheHighestMemory() {
        ProcessUse before = ProcessUse.of(new ProcessSample(STARTED, 10_000, 50_000, 900))
                .plus(ProcessUse.of(new ProcessSample(STARTED, 20_000, 60_000, 900)));
        ProcessUse after = ProcessUse.of(new ProcessSample(STARTED + 30_000, 1_000, 500, 100))
                .plus(ProcessUse.of(new ProcessSample(STARTED + 30_000, 3_000, 1_000, 200)));

        assertThat(before.plus(after)).isEqualTo(after.plus(before));
        assertThat(before.plus(after).cpuPercent()).contains(25.0);
        assertThat(before.plus(after).peakRss()).hasValue(900);
    }

    @Test
    void cpuPercent_nothingToTell_isEmpty() {
        assertThat(ProcessUse.NONE.cpuPercent()).isEmpty();
        assertThat(ProcessUse.NONE.peakRss()).isEmpty();
        assertThat(between(99, 0, 50).cpuPercent()).isEmpty();
        assertThat(between(100, 0, 50).cpuPercent()).contains(50.0);
        assertThat(between(1000, -1, -1).cpuPercent()).isEmpty();
    }

    @Test
    void sample_impossibleNumbers_areRefused() {
        assertThatThrownBy(() -> new ProcessSample(1, 1, -2, 1)).hasMessage("cpuMs: -2 (expected: >= -1)");
        assertThatThrownBy(() -> new ProcessSample(1, -1, 1, 1)).hasMessage("upMs: -1 (expected: >= 0)");
    }

    private static ProcessUse between(long tookMs, long firstCpuMs, long lastCpuMs) {
        return ProcessUse.of(new ProcessSample(STARTED, 500, firstCpuMs, 0))
                .plus(ProcessUse.of(new ProcessSample(STARTED, 500 + tookMs, lastCpuMs, 0)));
    }
}
