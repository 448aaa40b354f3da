package io.tesela.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.upload.TestResult;
import io.tesela.domain.job.JobStatus.State;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobTableTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:01:05Z");

    @Test
    void of_manyJobs_isALineEach() {
        assertThat(JobTable.of(List.of(TestResult.status(State.RUNNING, 80), TestResult.status(State.FAILED, 5)), NOW))
                .isEqualTo("""
                        JOB   STATE    CLIENT    UPLOADED          FRAMES  LEFT  RESULT  AGE        NAME
                        7f3a  running  detached  3.0 MB of 4.0 MB  80/160  5 s   1.0 MB  1 min 5 s  in.mp4
                        7f3a  failed   detached  3.0 MB of 4.0 MB  5       -     1.0 MB  1 min 5 s  in.mp4""");
    }

    @Test
    void of_oneJob_saysAllOfIt() {
        assertThat(JobTable.of(TestResult.status(State.RUNNING, 80), NOW))
                .contains("encoded:  80/160 frames", "speed:    15.0 frames a second", "left:     5 s")
                .doesNotContain("error:");
        assertThat(JobTable.of(TestResult.status(State.FAILED, 5), NOW))
                .contains("encoded:  5 frames", "error:    the disk is full")
                .doesNotContain("left:");
    }
}
