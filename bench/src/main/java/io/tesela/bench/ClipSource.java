package io.tesela.bench;

import io.tesela.media.MediaSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A clip in memory, so that a disk has no part in what is measured. */
public final class ClipSource implements MediaSource {
    private final ByteBuffer bytes;
    private final boolean seekable;

    private ClipSource(ByteBuffer bytes, boolean seekable) {
        this.bytes = bytes;
        this.seekable = seekable;
    }

    /**
     * Returns bytes as a source.
     *
     * @param seekable whether it is a file; else a stream, of which nobody knows how long it is
     */
    public static ClipSource of(byte[] bytes, boolean seekable) {
        return new ClipSource(ByteBuffer.wrap(bytes), seekable);
    }

    /** Reads the whole clip. */
    public static ClipSource of(Path clip) {
        try {
            return of(Files.readAllBytes(clip), true);
        } catch (IOException e) {
            throw new UncheckedIOException("clip: " + clip + " cannot be read", e);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (!bytes.hasRemaining()) {
            return -1;
        }
        int count = Math.min(length, bytes.remaining());
        bytes.get(target, offset, count);
        return count;
    }

    @Override
    public boolean seekable() {
        return seekable;
    }

    @Override
    public long size() {
        return seekable ? bytes.limit() : -1;
    }

    @Override
    public void seek(long position) {
        bytes.position((int) Math.min(position, bytes.limit()));
    }

    @Override
    public long position() {
        return bytes.position();
    }

    @Override
    public void close() {}
}
