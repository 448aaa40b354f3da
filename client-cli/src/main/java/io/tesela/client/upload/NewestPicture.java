package io.tesela.client.upload;

import io.tesela.wire.ServerMessage.Preview;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The newest frame of a result, in a file that is replaced in one step each time, for a viewer that looks at it.
 *
 * <p><b>Threads:</b> one at a time; blocks on the disk. {@link #close} takes it away: what is left is the result.
 */
final class NewestPicture implements AutoCloseable {
    private static final String FLAG = "--preview";

    private final @Nullable Path path;

    /** @param path null: it is not wanted, and what comes of it is dropped */
    NewestPicture(@Nullable Path path) {
        this.path = path;
    }

    void show(Preview preview) {
        if (path == null) {
            return;
        }
        try (PartFile file = PartFile.open(FLAG, path)) {
            file.append(preview.payload());
            file.commit();
        }
    }

    @Override
    public void close() {
        if (path == null) {
            return;
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw FileFailure.of(FLAG, path, e);
        }
    }
}
