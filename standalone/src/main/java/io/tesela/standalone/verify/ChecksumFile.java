package io.tesela.standalone.verify;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The side file with one checksum a frame, read line by line.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds one line, however long the file or a line of it is.
 *   <li><b>Order:</b> that of the frames.
 *   <li><b>Threads:</b> one at a time; blocks on the disk.
 *   <li><b>Ownership:</b> closes the file it has opened.
 * </ul>
 */
final class ChecksumFile implements AutoCloseable {
    /** Enough of a line that is no checksum to recognise it. */
    private static final int MAX_LINE = 32;

    private final InputStream file;

    private ChecksumFile(InputStream file) {
        this.file = file;
    }

    static ChecksumFile open(Path path) throws IOException {
        return new ChecksumFile(new BufferedInputStream(Files.newInputStream(path)));
    }

    /** Returns the next line, of one that is much too long its beginning; empty at the end of the file. */
    Optional<String> next() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = file.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n') {
            if (next != '\r' && line.length() < MAX_LINE) {
                line.append((char) next);
            }
            next = file.read();
        }
        return Optional.of(line.toString());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
