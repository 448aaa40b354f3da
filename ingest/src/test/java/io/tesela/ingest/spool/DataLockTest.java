package io.tesela.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {
    @TempDir
    Path data;

    @Test
    void take_ofAFolderInUse_isRefused_untilItIsClosed() throws Exception {
        try (DataLock first = DataLock.take(data)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> DataLock.take(data))
                    .isInstanceOf(TeselaException.class)
                    .hasMessage("--data: " + data + " is in use by another ingest (expected: a folder of its own)");
        }
        DataLock.take(data).close();
    }

    @Test
    void take_besideJobs_isNoneOfThem() throws Exception {
        try (DataLock held = DataLock.take(data)) {
            // Given
            JobFolder job = JobFolder.create(data, JobId.random());
            Files.createFile(job.upload());

            // Then
            assertThat(held).isNotNull();
            assertThat(JobFolder.all(data)).extracting(JobFolder::job).containsExactly(job.job());
        }
    }
}
