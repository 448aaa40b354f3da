package io.tesela.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.FactLine.Fact;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineDisplayTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void beat_onATerminal_redrawsWhatIsNew() {
        // Given
        TestConsole printed = new TestConsole(true, Map.of("COLUMNS", "40"));
        LineDisplay display = new LineDisplay(printed.console(), true, SECOND);

        // When
        display.beat(0.5, List.of(Fact.percent(0.5), Fact.fps(2)));
        display.beat(0.5, List.of(Fact.percent(0.5), Fact.fps(2)));
        display.beat(1, List.of(Fact.percent(1)));

        // Then
        assertThat(printed.err())
                .isEqualTo("\r\u001b[K[###########-----------]   50%  2.0 fps\r\u001b[K[" + "#".repeat(30) + "]  100%");
    }

    @Test
    void beat_elsewhere_printsALineEveryFiveSeconds() {
        // Given
        TestConsole printed = new TestConsole(false, Map.of());
        LineDisplay display = new LineDisplay(printed.console(), false, SECOND);

        // When
        for (int i = 1; i <= 16; i++) {
            display.beat(0, List.of(Fact.of(Math.min(i, 10) + " frames"), Fact.eta(75)));
        }

        // Then: the third would say nothing new
        assertThat(printed.err()).isEqualTo("5 frames  ETA 1:15\n10 frames  ETA 1:15\n");
    }
}
