package io.tesela.client.upload;

import io.tesela.wire.ClientMessage;
import io.tesela.wire.ClientMessage.Chunk;
import io.tesela.wire.ClientMessage.Eof;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/**
 * The video being sent.
 *
 * <p><b>Threads:</b> {@link #read} one at a time, blocks on the disk; the rest any. Not a channel: an interrupt, which is how
 * Reactor cancels, would close one.
 *
 * <p><b>Errors:</b> {@link java.io.UncheckedIOException} with a sentence.
 */
final class VideoSource implements AutoCloseable {
    private final Path path;
    private final RandomAccessFile file;
    private final long size;
    private final MessageDigest sha256 = Sha256.start();

    private VideoSource(Path path, RandomAccessFile file, long size) {
        this.path = path;
        this.file = file;
        this.size = size;
    }

    static VideoSource open(Path path) {
        try {
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
            return new VideoSource(path, file, file.length());
        } catch (IOException e) {
            throw FileFailure.of("--video", path, e);
        }
    }

    /** Returns its size when it was opened; what grows later is not sent. */
    long size() {
        return size;
    }

    /** Returns a chunk and, after the last one, the end; takes stretches in order, for the checksum is over all of them. */
    List<ClientMessage> read(Stretch stretch) {
        byte[] bytes = new byte[stretch.length()];
        try {
            file.seek(stretch.offset());
            file.readFully(bytes);
        } catch (EOFException e) {
            throw FileFailure.of("--video", path, new IOException("it became shorter while it was sent", e));
        } catch (IOException e) {
            throw FileFailure.of("--video", path, e);
        }
        sha256.update(bytes);
        Chunk chunk = Chunk.of(stretch.offset(), ByteBuffer.wrap(bytes));
        if (!stretch.last()) {
            return List.of(chunk);
        }
        Eof eof = new Eof(size, Sha256.hex(sha256));
        return size == 0 ? List.of(eof) : List.of(chunk, eof);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw FileFailure.of("--video", path, e);
        }
    }
}
