package io.tesela.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private static final MetricsPage PAGE =
            new MetricsPage("# TYPE jobs gauge\njobs{state=\"running\"} 2.0\njobs{state=\"queued\"} 3.0\n");

    @Test
    void sum_ofAllOrSomeSeries_addsThem() {
        assertThat(PAGE.sum("jobs")).isEqualTo(5);
        assertThat(PAGE.sum("jobs", "state=\"queued")).isEqualTo(3);
    }

    @Test
    void sum_ofAMeterThatIsNotThere_isRefused() {
        assertThatThrownBy(() -> PAGE.sum("job"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("meter job: not told (expected: it is)");
    }
}
