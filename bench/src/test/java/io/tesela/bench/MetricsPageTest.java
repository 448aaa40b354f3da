package io.tesela.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsPageTest {
    private static final MetricsPage PAGE = new MetricsPage("""
            # TYPE jobs gauge
            jobs{state="running"} 2.0
            jobs{state="queued"} 3.0
            lost{role="ingest"} NaN
            """);

    @Test
    void sum_ofAllOrSomeSeries_addsThem() {
        assertThat(PAGE.sum("jobs")).isEqualTo(5);
        assertThat(PAGE.sum("jobs", "state=\"queued")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"job, '', not told", "jobs, 'state=\"parked', not told", "lost, '', NaN"})
    void sum_ofNoNumber_isRefused(String meter, String label, String found) {
        assertThatThrownBy(() -> PAGE.sum(meter, label))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("meter " + meter + ", " + label + ": " + found + " (expected: a number)");
    }
}
