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
    void deleteAll_jobsOfAFormerLife_areGoneAndNothingElseIs() throws IOException {
        // Given
        Files.writeString(JobFolder.create(data, new JobId("one")).upload(), "x");
        Path jobs = data.resolve("tesela-jobs");
        Files.writeString(Files.createDirectory(jobs.resolve("Not a job")).resolve("upload"), "y");
        Files.createDirectory(jobs.resolve("without-upload"));
        Files.writeString(data.resolve("other"), "z");

        // When
        JobFolder.deleteAll(data);
        JobFolder.deleteAll(data);

        // Then
        assertThat(jobs.resolve("one")).doesNotExist();
        assertThat(jobs.resolve("Not a job")).isNotEmptyDirectory();
        assertThat(jobs.resolve("without-upload")).exists();
        assertThat(data.resolve("other")).exists();
    }

    @Test
    void deleteAll_jobWhoseUploadWasLetGo_isGoneToo() throws IOException {
        // Given
        Files.writeString(JobFolder.create(data, new JobId("live")).frameCrc32c(), "x");

        // When
        JobFolder.deleteAll(data);

        // Then
        assertThat(data.resolve("tesela-jobs")).isEmptyDirectory();
    }

    @Test
    void deleteAll_noJobsEver_doesNothing() throws IOException {
        // When
        JobFolder.deleteAll(data);

        // Then
        assertThat(data).isEmptyDirectory();
    }
}
