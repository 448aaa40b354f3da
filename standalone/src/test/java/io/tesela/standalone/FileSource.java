package io.tesela.standalone;

import io.tesela.media.MediaSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A complete file, for the reference decoder. */
final class FileSource implements MediaSource {
    private final FileChannel file;
    private long position;

    FileSource(Path path) throws IOException {
        this.file = FileChannel.open(path);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = file.read(ByteBuffer.wrap(target, offset, length), position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public boolean seekable() {
        return true;
    }

    @Override
    public long size() {
        try {
            return file.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void seek(long target) {
        position = target;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
