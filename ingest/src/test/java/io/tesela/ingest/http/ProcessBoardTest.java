package io.tesela.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.telemetry.MeterReading;
import io.tesela.telemetry.ProcessSnapshot;
import io.tesela.testkit.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessBoardTest {
    private final SettableClock clock = new SettableClock();
    private final ProcessBoard board = new ProcessBoard(() -> snapshot("ingest-1", "ingest", 1), clock);

    @Test
    void alive_ofOthers_isTheLastThatEachSaid_andThatOfThisProcessItself() {
        board.hear(snapshot("p-2", "tile-processor", 1));
        board.hear(snapshot("p-1", "tile-processor", 1));
        board.hear(snapshot("p-2", "tile-processor", 2));
        board.hear(snapshot("ingest-1", "ingest", 0));

        assertThat(board.alive())
                .containsExactly(
                        snapshot("ingest-1", "ingest", 1),
                        snapshot("p-1", "tile-processor", 1),
                        snapshot("p-2", "tile-processor", 2));
    }

    @Test
    void alive_ofOneThatIsSilent_isNothing_untilItSpeaksAgain() {
        board.hear(snapshot("p-1", "tile-processor", 1));

        clock.advance(ProcessBoard.SILENCE);
        assertThat(board.alive()).hasSize(2);
        clock.advance(Duration.ofMillis(1));
        assertThat(board.alive()).extracting(ProcessSnapshot::id).containsExactly("ingest-1");

        board.hear(snapshot("p-1", "tile-processor", 2));
        assertThat(board.alive()).hasSize(2);
    }

    @Test
    void hear_moreThanAreHeld_forgetsTheOneThatSpokeFirst() {
        for (int i = 0; i <= ProcessBoard.MOST_PROCESSES; i++) {
            board.hear(snapshot("p-" + i, "tile-processor", 1));
        }

        assertThat(board.alive())
                .hasSize(1 + ProcessBoard.MOST_PROCESSES)
                .extracting(ProcessSnapshot::id)
                .doesNotContain("p-0");
    }

    private static ProcessSnapshot snapshot(String id, String role, double value) {
        return new ProcessSnapshot(
                id, role, "host", List.of(new MeterReading("tesela.x", Map.of(), value, 0, List.of())));
    }
}
