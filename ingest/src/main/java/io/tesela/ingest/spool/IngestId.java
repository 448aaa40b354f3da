package io.tesela.ingest.spool;

import io.tesela.ingest.journal.SafeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The name of an ingest, which stays with its folder: the log, and so every role, knows its jobs by it.
 *
 * <p><b>Threads:</b> any; blocks on the disk.
 */
public final class IngestId {
    private static final String FILE = "id";

    private IngestId() {}

    /**
     * Returns the name that is written in a folder; written first, if none is there.
     *
     * @param data the folder of an ingest; made if it is not there
     * @param fresh makes a name that no other ingest has
     */
    public static String of(Path data, Supplier<String> fresh) throws IOException {
        Path file = Files.createDirectories(JobFolder.jobs(data)).resolve(FILE);
        if (Files.isRegularFile(file)) {
            String id = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (!id.isEmpty()) {
                return id;
            }
        }
        String id = fresh.get();
        SafeFile.write(file, (id + "\n").getBytes(StandardCharsets.UTF_8));
        return id;
    }
}
