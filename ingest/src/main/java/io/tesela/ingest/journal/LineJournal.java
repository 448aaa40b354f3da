package io.tesela.ingest.journal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of lines, each safe on the disk once it is appended.
 *
 * <p>A line that the end of a process cut off was never acknowledged to anybody: it is gone when the file is opened again.
 *
 * <ul>
 *   <li><b>Backpressure:</b> none of its own; one line in memory at a time.
 *   <li><b>Threads:</b> one at a time; blocks on the disk.
 *   <li><b>Ownership:</b> {@link #close} closes the file.
 *   <li><b>Errors:</b> the disk's.
 * </ul>
 */
public final class LineJournal implements AutoCloseable {
    private final FileChannel file;

    private LineJournal(FileChannel file) {
        this.file = file;
    }

    /** Hears the lines that a file has. */
    @FunctionalInterface
    public interface LineReader {
        /**
         * Takes the next line.
         *
         * @param line without its end
         */
        void line(byte[] line) throws IOException;
    }

    /** Opens a file, made if it is not there. */
    public static LineJournal open(Path path) throws IOException {
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            LineJournal journal = new LineJournal(file);
            file.truncate(journal.read(line -> {}));
            return journal;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Appends a line; it is safe when this returns. */
    public void append(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(line.length + 1);
        bytes.put(line).put((byte) '\n').flip();
        file.position(file.size());
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(false);
    }

    /** Has {@code reader} hear the lines, in order; returns how many bytes they are. */
    public long read(LineReader reader) throws IOException {
        file.position(0);
        InputStream bytes = new BufferedInputStream(Channels.newInputStream(file));
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long whole = 0;
        for (int next = bytes.read(); next >= 0; next = bytes.read()) {
            if (next == '\n') {
                reader.line(line.toByteArray());
                whole += line.size() + 1;
                line.reset();
            } else {
                line.write(next);
            }
        }
        return whole;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
