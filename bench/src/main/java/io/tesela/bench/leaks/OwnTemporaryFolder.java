package io.tesela.bench.leaks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where this process, and nobody else, makes its temporary files, so that they can be counted.
 *
 * <p><b>Threads:</b> any. <b>Ownership:</b> of whoever has started the process: a JVM is told its folder at its start only.
 *
 * @param path of the folder
 */
record OwnTemporaryFolder(Path path) {
    private static final String PROPERTY = "java.io.tmpdir";

    /**
     * Returns that of this process.
     *
     * @throws IllegalStateException if there is something in it, so that it may be others', too
     */
    static OwnTemporaryFolder ofThisProcess() {
        OwnTemporaryFolder folder = new OwnTemporaryFolder(Path.of(System.getProperty(PROPERTY)));
        if (!folder.entries().isEmpty()) {
            throw new IllegalStateException(PROPERTY + ": " + folder.path() + " (expected: an empty folder)");
        }
        return folder;
    }

    /** Returns what is in it. */
    List<Path> entries() {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
