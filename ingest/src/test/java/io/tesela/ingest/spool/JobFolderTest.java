package io.tesela.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFolderTest {
    @TempDir
    Path data;

    @Test
    void delete_folderWithFiles_leavesTheOthers() throws IOException {
        // Given
        JobFolder one = JobFolder.create(data, new JobId("one"));
        JobFolder two = JobFolder.create(data, new JobId("two"));
        Files.writeString(one.upload(), "x");
        Files.writeString(one.output(), "y");
        Files.writeString(two.frameCrc32c(), "z");

        // When
        one.delete();

        // Then
        assertThat(data.resolve("tesela-jobs")).isDirectoryNotContaining(path -> path.endsWith("one"));
        assertThat(two.frameCrc32c()).hasContent("z");
    }

    @Test
    void all_jobsOfAFormerLife_areNamedAndNothingElseIs() throws IOException {
        // Given
        Files.writeString(JobFolder.create(data, new JobId("one")).upload(), "x");
        Path jobs = data.resolve("tesela-jobs");
        Files.writeString(Files.createDirectory(jobs.resolve("Not a job")).resolve("upload"), "y");
        Files.createDirectory(jobs.resolve("without-upload"));
        Files.writeString(data.resolve("other"), "z");

        // Then
        assertThat(JobFolder.all(data)).extracting(JobFolder::job).containsExactly(new JobId("one"));
    }

    @Test
    void all_jobOfWhichSomethingIsDeleted_isNamedStill() throws IOException {
        // Given
        Files.writeString(JobFolder.create(data, new JobId("live")).frameCrc32c(), "x");
        Files.writeString(JobFolder.create(data, new JobId("half-deleted")).cuts(), "x");

        // Then
        assertThat(JobFolder.all(data))
                .extracting(JobFolder::job)
                .containsExactlyInAnyOrder(new JobId("live"), new JobId("half-deleted"));
    }

    @Test
    void all_noJobsEver_makesNothing() throws IOException {
        assertThat(JobFolder.all(data)).isEmpty();
        assertThat(data).isEmptyDirectory();
    }
}
