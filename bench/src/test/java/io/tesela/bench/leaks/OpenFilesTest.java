package io.tesela.bench.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
    @Test
    void of_targets_tellsTheBrokersFilesAndSocketsFromOthers() {
        assertThat(OpenFiles.of(List.of(
                        "/tmp/tesela-broker-1/tesela.tiles-0/0.log",
                        "/tmp/service/tesela-jobs/lock",
                        "/usr/lib/a.jar",
                        "socket:[4711]",
                        "pipe:[1]",
                        "")))
                .isEqualTo(new OpenFiles(2, 1, 1));
    }
}
