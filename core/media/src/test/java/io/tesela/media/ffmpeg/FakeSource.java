package io.tesela.media.ffmpeg;

import io.tesela.media.MediaSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An upload in memory that gives few bytes at a time, and fails where it is told to. */
public final class FakeSource implements MediaSource {
    private final byte[] bytes;
    private final boolean seekable;
    private final int mostAtOnce;
    private final long failsAt;
    private int position;
    private long read;

    private FakeSource(byte[] bytes, boolean seekable, int mostAtOnce, long failsAt) {
        this.bytes = bytes;
        this.seekable = seekable;
        this.mostAtOnce = mostAtOnce;
        this.failsAt = failsAt;
    }

    /** Returns a complete upload that can be sought. */
    public static FakeSource whole(byte[] bytes) {
        return new FakeSource(bytes, true, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Returns an upload of unknown size that arrives in small pieces. */
    public static FakeSource growing(byte[] bytes) {
        return new FakeSource(bytes, false, 1000, Long.MAX_VALUE);
    }

    /** Returns an upload that breaks off after some bytes. */
    public static FakeSource failing(byte[] bytes, long failsAt) {
        return new FakeSource(bytes, false, 1000, failsAt);
    }

    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns how many bytes were read so far. */
    public long read() {
        return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (position >= failsAt) {
            throw new IOException("the client went away");
        }
        if (position >= bytes.length) {
            return -1;
        }
        int count = Math.min(Math.min(length, mostAtOnce), bytes.length - position);
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
        read += count;
        return count;
    }

    @Override
    public boolean seekable() {
        return seekable;
    }

    @Override
    public long size() {
        return seekable ? bytes.length : -1;
    }

    @Override
    public void seek(long target) throws IOException {
        if (!seekable) {
            throw new IOException("seek: to " + target + " (expected: a complete upload)");
        }
        position = (int) Math.min(target, bytes.length);
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() {}
}
