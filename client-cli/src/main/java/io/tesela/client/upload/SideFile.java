package io.tesela.client.upload;

import io.tesela.wire.ServerMessage.Attachment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file beside the video, which comes in parts, all of them on one connection.
 *
 * <p><b>Threads:</b> one at a time; blocks on the disk. <b>Errors:</b> as {@link PartFile}. {@link #close} takes it away unless it has its name.
 */
final class SideFile implements AutoCloseable {
    private final String flag;
    private final @Nullable Path path;
    private @Nullable PartFile file;

    /**
     * @param flag that it is there for
     * @param path null: it is not wanted, and what comes of it is dropped
     */
    SideFile(String flag, @Nullable Path path) {
        this.flag = flag;
        this.path = path;
    }

    void append(Attachment part) {
        if (path == null) {
            return;
        }
        PartFile open = file;
        if (open == null) {
            open = PartFile.open(flag, path);
            file = open;
        }
        open.append(part.payload());
        if (part.last()) {
            open.finish();
        }
    }

    /** Forgets what came of it: it comes again. */
    void restart() {
        close();
        file = null;
    }

    /** Returns its name; empty if nothing came of it. */
    String name() {
        PartFile open = file;
        return open == null ? "" : String.valueOf(open.target().getFileName());
    }

    /** Gives it its name; if nothing came, one of a former result goes. */
    void commit() {
        PartFile open = file;
        if (open != null) {
            open.commit();
        } else if (path != null) {
            delete(path);
        }
    }

    private void delete(Path former) {
        try {
            Files.deleteIfExists(former);
        } catch (IOException e) {
            throw FileFailure.of(flag, former, e);
        }
    }

    @Override
    public void close() {
        PartFile open = file;
        if (open != null) {
            open.close();
        }
    }
}
