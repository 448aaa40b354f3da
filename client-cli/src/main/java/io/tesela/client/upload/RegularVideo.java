package io.tesela.client.upload;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A regular file: it ends where it ended when it was opened; what grows later is not sent. */
final class RegularVideo implements VideoSource {
    private final Path path;
    private final RandomAccessFile file;
    private final long size;
    private long position;

    private RegularVideo(Path path, RandomAccessFile file, long size) {
        this.path = path;
        this.file = file;
        this.size = size;
    }

    static RegularVideo open(Path path) {
        try {
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
            return new RegularVideo(path, file, file.length());
        } catch (IOException e) {
            throw FileFailure.of("--video", path, e);
        }
    }

    @Override
    public Long size() {
        return size;
    }

    @Override
    public ByteBuffer read(int max) {
        byte[] bytes = new byte[(int) Math.min(max, size - position)];
        try {
            file.readFully(bytes);
        } catch (EOFException e) {
            throw FileFailure.of("--video", path, new IOException("it became shorter while it was sent", e));
        } catch (IOException e) {
            throw FileFailure.of("--video", path, e);
        }
        position += bytes.length;
        return ByteBuffer.wrap(bytes);
    }

    @Override
    public void seek(long offset) {
        if (offset > size) {
            throw FileFailure.of(
                    "--video",
                    path,
                    new IOException(size + " bytes, of which the server has " + offset + ": it is another video"));
        }
        try {
            file.seek(offset);
            position = offset;
        } catch (IOException e) {
            throw FileFailure.of("--video", path, e);
        }
    }

    @Override
    public void confirmed(long offset) {
        // The file can be read again anywhere.
    }

    @Override
    public long limit() {
        return Long.MAX_VALUE;
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
