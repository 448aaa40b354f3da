package io.tesela.standalone.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentWatchTest {
    private final CountDownLatch ended = new CountDownLatch(1);

    @Test
    void pipe_thatEnds_endsTheChild() throws Exception {
        // Given
        PipedOutputStream parent = new PipedOutputStream();
        ParentWatch watch = ParentWatch.start(new PipedInputStream(parent), ended::countDown);
        parent.write("not the end".getBytes(StandardCharsets.UTF_8));
        parent.flush();
        assertThat(watch.orphaned()).isFalse();

        // When
        parent.close();

        // Then
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.orphaned()).isTrue();
    }

    @Test
    void leftovers_ofAnOrphan_goWithTheFolderOfAllOnceItIsEmpty(@TempDir Path folder) throws Exception {
        // Given
        Path parents = Files.createDirectories(folder.resolve("parents"));
        Path broker = Files.createDirectories(parents.resolve("broker"));
        Path jobs = Files.createDirectories(parents.resolve("jobs"));
        Files.writeString(Files.createDirectories(broker.resolve("topic")).resolve("log"), "records");
        ParentWatch orphan = ParentWatch.start(InputStream.nullInputStream(), ended::countDown);
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();

        // When
        new Leftovers(orphan, broker).close();

        // Then
        assertThat(broker).doesNotExist();
        assertThat(jobs).exists();
        new Leftovers(orphan, jobs).close();
        assertThat(parents).doesNotExist();
        assertThat(folder).exists();
    }

    @Test
    void leftovers_ofAChildThatItsParentEnds_stay(@TempDir Path folder) throws Exception {
        // Given
        try (PipedOutputStream parent = new PipedOutputStream()) {
            ParentWatch watch = ParentWatch.start(new PipedInputStream(parent), ended::countDown);

            // When
            new Leftovers(watch, folder).close();

            // Then
            assertThat(folder).exists();
        }
    }
}
