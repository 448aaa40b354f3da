package io.tesela.standalone.role;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a process keeps what it stores: a folder of the user's, which stays, or a temporary one, which goes. */
public final class DataFolder implements AutoCloseable {
    private final Path path;
    private final boolean temporary;

    private DataFolder(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    /** Returns the given folder, or a new temporary one. */
    public static DataFolder of(@Nullable Path given) throws IOException {
        return given == null
                ? new DataFolder(Files.createTempDirectory("tesela-"), true)
                : new DataFolder(Files.createDirectories(given), false);
    }

    public Path path() {
        return path;
    }

    /** Returns whether the folder goes when this is closed. */
    public boolean temporary() {
        return temporary;
    }

    /** Deletes a folder with all that is in it; one that is not there is no error. */
    public static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).forEach(DataFolder::delete);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            deleteAll(path);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
