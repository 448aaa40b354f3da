package io.tesela.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.job.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestIdTest {
    @TempDir
    Path data;

    @BeforeEach
    void jobsFolder() throws IOException {
        Files.createDirectories(data.resolve("tesela-jobs"));
    }

    @Test
    void claim_emptyFolder_keepsTheNameAndGivesWayToAnother() throws IOException {
        assertThat(IngestId.in(data)).isEmpty();

        // When
        IngestId.claim(data, "one");

        // Then
        assertThat(IngestId.in(data)).contains("one");
        IngestId.claim(data, "two");
        assertThat(IngestId.in(data)).contains("two");
    }

    @Test
    void claim_folderWithJobs_isRefusedToAnotherName() throws IOException {
        // Given
        IngestId.claim(data, "one");
        Files.createFile(JobFolder.create(data, JobId.random()).upload());

        // Then
        IngestId.claim(data, "one");
        assertThatThrownBy(() -> IngestId.claim(data, "two"))
                .isInstanceOf(TeselaException.class)
                .hasMessage(
                        "--data: " + data + " has jobs of one, and this is two (expected: an ingest of that name, or a"
                                + " folder of its own)");
        assertThat(IngestId.in(data)).contains("one");
    }
}
