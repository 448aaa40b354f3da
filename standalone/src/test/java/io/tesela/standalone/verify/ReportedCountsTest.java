package io.tesela.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.report.FoundRun;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportedCountsTest {
    private final ReportedCounts counts = new ReportedCounts(
            List.of(
                    new FoundRun("faces", 0, 3, 1),
                    new FoundRun("faces", 3, 1, 2),
                    new FoundRun("cars", 2, 1, 0),
                    new FoundRun("faces", 9, 1, 0)),
            10);

    @Test
    void on_aFrameOfSeveralRuns_hasEachFilter() {
        assertThat(counts.on(2)).isEqualTo(Map.of("faces", 1, "cars", 0));
    }

    @Test
    void on_theEndsOfRuns_areOfThem() {
        assertThat(counts.on(0)).isEqualTo(Map.of("faces", 1));
        assertThat(counts.on(3)).isEqualTo(Map.of("faces", 2));
        assertThat(counts.on(9)).isEqualTo(Map.of("faces", 0));
    }

    @Test
    void on_aFrameBetweenOrBehindRuns_isEmpty() {
        assertThat(counts.on(4)).isEmpty();
        assertThat(counts.on(8)).isEmpty();
        assertThat(counts.on(10)).isEmpty();
    }

    @Test
    void new_runsThatCannotBe_areRefused() {
        FoundRun first = new FoundRun("faces", 0, 3, 1);

        assertThatThrownBy(() -> new ReportedCounts(List.of(first), 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReportedCounts(List.of(first, new FoundRun("faces", 2, 1, 0)), 9))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReportedCounts(List.of(first, first), 9))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
