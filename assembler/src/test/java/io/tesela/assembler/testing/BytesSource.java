package io.tesela.assembler.testing;

import io.tesela.media.MediaSource;

/** A complete upload in memory. */
public final class BytesSource implements MediaSource {
    private final byte[] bytes;
    private int position;

    public BytesSource(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (position >= bytes.length) {
            return -1;
        }
        int count = Math.min(length, bytes.length - position);
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public boolean seekable() {
        return true;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void seek(long target) {
        position = (int) Math.min(target, bytes.length);
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() {}
}
