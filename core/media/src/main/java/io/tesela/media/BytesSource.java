package io.tesela.media;

import java.io.IOException;

/**
 * A complete video on the heap.
 *
 * <p><b>Threads:</b> one.
 */
public final class BytesSource implements MediaSource {
    private final byte[] bytes;
    private int position;

    /** @param bytes not copied, and not written to */
    public BytesSource(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int count = Math.min(length, bytes.length - position);
        if (count <= 0) {
            return -1;
        }
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
    public void seek(long target) throws IOException {
        if (target < 0 || target > bytes.length) {
            throw new IOException("seek: " + target + " (expected: 0 to " + bytes.length + ")");
        }
        position = (int) target;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() {
        // It holds nothing but the heap.
    }
}
