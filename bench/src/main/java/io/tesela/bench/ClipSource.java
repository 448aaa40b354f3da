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

    private ClipSource(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Reads the whole clip. */
    public static ClipSource of(Path clip) {
        try {
            return new ClipSource(ByteBuffer.wrap(Files.readAllBytes(clip)));
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
        return true;
    }

    @Override
    public long size() {
        return bytes.limit();
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
