package io.tesela.ingest.spool;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.ingest.journal.SafeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The name of an ingest, which stays with its folder: the log, and so every role, knows its jobs by it.
 *
 * <p><b>Threads:</b> any; blocks on the disk.
 */
public final class IngestId {
    private static final String FILE = "id";

    private IngestId() {}

    /** Returns the name that is written in a folder; empty if none is there. */
    public static Optional<String> in(Path data) throws IOException {
        Path file = JobFolder.jobs(data).resolve(FILE);
        return Files.isRegularFile(file)
                ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
                        .filter(id -> !id.isEmpty())
                : Optional.empty();
    }

    /**
     * Writes a name into a folder of which the caller holds the {@link DataLock}.
     *
     * @throws TeselaException if there are jobs of another name: whoever went on with them would end them
     */
    public static void claim(Path data, String id) throws IOException {
        Optional<String> before = in(data);
        if (before.isPresent()
                && !before.get().equals(id)
                && !JobFolder.all(data).isEmpty()) {
            throw new TeselaException(
                    FailureCode.INTERNAL,
                    "--data: " + data + " has jobs of " + before.get() + ", and this is " + id
                            + " (expected: an ingest of that name, or a folder of its own)");
        }
        SafeFile.write(JobFolder.jobs(data).resolve(FILE), (id + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
