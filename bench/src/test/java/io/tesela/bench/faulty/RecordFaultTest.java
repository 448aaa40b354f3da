package io.tesela.bench.faulty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFaultTest {
    @Test
    void parse_whatTextHasWritten_isTheSame() {
        for (RecordFault.Kind kind : RecordFault.Kind.values()) {
            for (RecordFault.Records records : RecordFault.Records.values()) {
                // Given
                RecordFault fault = new RecordFault(kind, records, 20, 30, 80);

                // Then
                assertThat(RecordFault.parse(fault.text())).isEqualTo(fault);
            }
        }
        assertThat(new RecordFault(RecordFault.Kind.DROP, RecordFault.Records.TILES, 2, 30, 80).text())
                .isEqualTo("drop:tiles:2:30-80");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "drop",
                "drop:tiles:2",
                "lose:tiles:2:30-80",
                "drop:frames:2:30-80",
                "drop:tiles:0:30-80",
                "drop:tiles:101:30-80",
                "drop:tiles:2:80-80",
                "drop:tiles:2:30-80 "
            })
    void parse_anythingElse_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> RecordFault.parse(text));
    }
}
