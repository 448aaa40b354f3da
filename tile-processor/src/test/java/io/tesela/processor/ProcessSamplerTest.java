package io.tesela.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.report.ProcessSample;
import io.tesela.telemetry.ProcessResources;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProcessSamplerTest {
    private final AtomicLong nanoTime = new AtomicLong(-5);
    private final ProcessSampler sampler = new ProcessSampler(new ProcessResources(), nanoTime::get);

    @Test
    void get_isOfThisProcess() {
        ProcessSample sample = sampler.get();

        assertThat(sample.startedAtMs()).isEqualTo(new ProcessResources().startedAtMs());
        assertThat(sample.upMs()).isPositive();
        assertThat(sample.cpuMs()).isPositive();
        // Known on Linux only.
        assertThat(sample.peakRssBytes() > 0)
                .isEqualTo(new ProcessResources().peakResidentBytes().isPresent());
    }

    @Test
    void get_soonAfter_looksNothingUp() {
        ProcessSample first = sampler.get();

        nanoTime.addAndGet(Duration.ofMillis(100).toNanos() - 1);
        assertThat(sampler.get()).isSameAs(first);

        nanoTime.addAndGet(1);
        assertThat(sampler.get()).isNotSameAs(first);
    }
}
