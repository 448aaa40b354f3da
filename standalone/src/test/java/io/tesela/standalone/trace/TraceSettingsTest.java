package io.tesela.standalone.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "http://h:4318, http://h:4318/v1/traces",
        "http://h:4318/, http://h:4318/v1/traces",
        "http://h:4318/v1/traces, http://h:4318/v1/traces",
        "http://h:4318/v1/traces/, http://h:4318/v1/traces",
        "https://h/otlp, https://h/otlp/v1/traces",
    })
    void endpoint_hasThePathOfTracesOnce(URI otlp, String endpoint) {
        assertThat(new TraceSettings(otlp, 1).endpoint()).contains(endpoint);
    }

    @Test
    void endpoint_whereNothingIsTraced_isNone() {
        assertThat(TraceSettings.off().endpoint()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h:4318?key=1", "http://h:4318/v1/traces#top"})
    void otlp_withMoreThanAPath_isRefused(URI otlp) {
        assertThatThrownBy(() -> new TraceSettings(otlp, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("otlp: " + otlp + " (expected: neither a query nor a fragment)");
    }
}
