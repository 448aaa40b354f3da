package io.tesela.bench.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobFateTest {
    @Test
    void of_aHundredJobs_halfEndWell_aQuarterIsCancelled_aQuarterIsBroken() {
        // When
        List<JobFate> fates = IntStream.range(16, 116).mapToObj(JobFate::of).toList();

        // Then
        assertThat(fates).filteredOn(fate -> fate == JobFate.WELL).hasSize(50);
        assertThat(fates).filteredOn(fate -> fate == JobFate.CANCELLED).hasSize(25);
    }

    @Test
    void of_sixteenJobs_areOfEveryKind() {
        assertThat(IntStream.range(0, 16).mapToObj(JobFate::of)).contains(JobFate.values());
    }
}
