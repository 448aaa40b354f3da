package io.tesela.media.process;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One end of the two streams between a server and a decoder: messages and their fields, one after the other.
 *
 * <ul>
 *   <li><b>Backpressure:</b> writes wait for the other end; what is written leaves with {@link #flush}, or earlier.
 *   <li><b>Threads:</b> one at a time; blocks.
 *   <li><b>Errors:</b> an {@link IOException} if the other end is gone or does not keep to the protocol. A count beyond its limit is
 *       refused before memory for it is taken: the video may have taken over the decoder.
 * </ul>
 */
final class Pipe implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int MOST_LINES = 10_000;
    /** A sentence, or the description of a codec; {@code writeUTF} takes less than the latter may have. */
    private static final int MOST_TEXT_BYTES = 256 << 10;

    /** Of all texts of one message. */
    private static final int MOST_TEXTS_BYTES = 1 << 20;

    private final DataInputStream in;
    private final DataOutputStream out;
    private int textBytes;

    /** Takes over both streams. */
    Pipe(InputStream in, OutputStream out) {
        this.in = new DataInputStream(new BufferedInputStream(in, BUFFER_BYTES));
        this.out = new DataOutputStream(new BufferedOutputStream(out, BUFFER_BYTES));
    }

    /** Returns the fields of the message that was received last. */
    DataInputStream fields() {
        return in;
    }

    /** Begins a message; returns where its fields are written. */
    DataOutputStream send(Message message) throws IOException {
        out.writeByte(message.code());
        return out;
    }

    /** Lets the message leave. */
    void flush() throws IOException {
        out.flush();
    }

    /** Waits for the next message. */
    Message receive() throws IOException {
        textBytes = 0;
        return Message.ofCode(in.readUnsignedByte());
    }

    /** Reads a count of what follows. */
    int readCount(int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IOException("count: " + count + " (expected: 0 to " + most + ")");
        }
        return count;
    }

    /** Reads as many bytes. */
    byte[] readBytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        in.readFully(bytes);
        return bytes;
    }

    void writeText(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int count = Math.min(bytes.length, MOST_TEXT_BYTES);
        out.writeInt(count);
        out.write(bytes, 0, count);
    }

    String readText() throws IOException {
        int count = readCount(Math.min(MOST_TEXT_BYTES, MOST_TEXTS_BYTES - textBytes));
        textBytes += count;
        return new String(readBytes(count), StandardCharsets.UTF_8);
    }

    void writeLines(List<String> lines) throws IOException {
        out.writeInt(lines.size());
        for (String line : lines) {
            writeText(line);
        }
    }

    List<String> readLines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int count = readCount(MOST_LINES); count > 0; count--) {
            lines.add(readText());
        }
        return lines;
    }

    /** Closes both streams; what has not left is lost. */
    @Override
    public void close() throws IOException {
        try (in) {
            out.close();
        }
    }
}
