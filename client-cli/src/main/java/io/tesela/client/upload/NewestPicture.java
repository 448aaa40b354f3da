package io.tesela.client.upload;

import io.tesela.wire.ServerMessage.Preview;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest frame of a result, in a file that is replaced in one step each time, for a viewer that looks at it.
 *
 * <p><b>Threads:</b> one at a time; blocks on the disk. {@link #close} takes it away: what is left is the result. <b>Errors:</b> are logged once, and
 * nothing more is shown: no upload fails for it.
 */
final class NewestPicture implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NewestPicture.class);
    private static final String FLAG = "--preview";

    private @Nullable Path path;
    private boolean shown;

    /** @param path null: it is not wanted, and what comes of it is dropped */
    NewestPicture(@Nullable Path path) {
        this.path = path;
    }

    void show(Preview preview) {
        Path to = path;
        if (to == null) {
            return;
        }
        try (PartFile file = PartFile.open(FLAG, to)) {
            file.append(preview.payload());
            file.commit();
            shown = true;
        } catch (UncheckedIOException e) {
            leaveOut(e);
        }
    }

    @Override
    public void close() {
        Path to = path;
        if (to == null || !shown) {
            return;
        }
        try {
            Files.deleteIfExists(to);
        } catch (IOException e) {
            leaveOut(e);
        }
    }

    private void leaveOut(Exception error) {
        LOG.atWarn().setCause(error).log("the newest frame is not shown");
        path = null;
    }
}
