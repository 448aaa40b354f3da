package io.tesela.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessSnapshotJsonTest {
    private static final ProcessSnapshot SNAPSHOT = new ProcessSnapshot(
            "p-1",
            "tile-processor",
            "host",
            List.of(
                    new MeterReading("tesela.tiles", Map.of("outcome", "filtered", "role", "p"), 3, 0, List.of()),
                    new MeterReading("tesela.tile", Map.of(), 2, 0.25, List.of(1L, 2L))));
    private static final String JSON = "{\"id\":\"p-1\",\"role\":\"tile-processor\",\"host\":\"host\",\"meters\":["
            + "{\"name\":\"tesela.tiles\",\"tags\":{\"outcome\":\"filtered\",\"role\":\"p\"},\"value\":3.0},"
            + "{\"name\":\"tesela.tile\",\"tags\":{},\"value\":2.0,\"seconds\":0.25,\"buckets\":[1,2]}]}";

    @Test
    void write_andRead_areInverse() {
        assertThat(ProcessSnapshotJson.write(SNAPSHOT)).hasToString(JSON);
        assertThat(ProcessSnapshotJson.read(JSON.getBytes(StandardCharsets.UTF_8)))
                .contains(SNAPSHOT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "7", "{\"role\":\"x\"}", "{\"id\":7,\"id\":\"\"}"})
    void read_whatIsNone_isEmpty(String text) {
        assertThat(ProcessSnapshotJson.read(text.getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void read_ofALaterVersion_takesWhatIsKnown() {
        String later = "{\"id\":\"p\",\"new\":[1],\"meters\":[{\"name\":\"a\",\"value\":1,\"unit\":\"s\"}]}";

        assertThat(ProcessSnapshotJson.read(later.getBytes(StandardCharsets.UTF_8)))
                .contains(new ProcessSnapshot("p", "", "", List.of(new MeterReading("a", Map.of(), 1, 0, List.of()))));
    }
}
