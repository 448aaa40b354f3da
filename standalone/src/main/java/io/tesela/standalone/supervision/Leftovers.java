package io.tesela.standalone.supervision;

import io.tesela.standalone.role.DataFolder;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Deletes a child's files when its parent, whose they are, is gone; else leaves them to the next child.
 *
 * <p><b>Threads:</b> {@link #close} blocks on the disk.
 *
 * @param watch knows of the parent
 * @param folder in one that the parent made for its children, which goes with the last of their files
 */
public record Leftovers(ParentWatch watch, Path folder) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        if (!watch.orphaned()) {
            return;
        }
        DataFolder.deleteAll(folder);
        try {
            Files.deleteIfExists(folder.toAbsolutePath().resolve("..").normalize());
        } catch (DirectoryNotEmptyException e) {
            // Another child has files there yet.
        }
    }
}
