package io.tesela.mp4;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The bytes that a growing file will have when it is finished, read from it without changing it.
 *
 * <p><b>Threads:</b> one at a time; blocks on the disk. <b>Ownership:</b> the channel stays the caller's, and open.
 */
public final class FinishedBytes extends InputStream {
    private final FileChannel fragments;
    private final long fragmentsEnd;
    private final ByteBuffer patch;
    private final ByteBuffer index;
    private long position;

    /**
     * @param fragmentsEnd where the last whole fragment ends
     * @param patch what stands at {@link Mp4Head#PATCH_OFFSET} of the finished file
     * @param index what stands behind the fragments
     */
    FinishedBytes(FileChannel fragments, long fragmentsEnd, ByteBuffer patch, ByteBuffer index) {
        this.fragments = fragments;
        this.fragmentsEnd = fragmentsEnd;
        this.patch = patch;
        this.index = index;
    }

    /** Returns how many bytes there are, wherever this stands. */
    public long size() {
        return fragmentsEnd + index.limit();
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, size() - position));
        position += skipped;
        return skipped;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = position < fragmentsEnd ? readFragments(target, offset, length) : readIndex(target, offset, length);
        position += Math.max(0, count);
        return count;
    }

    private int readFragments(byte[] target, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, fragmentsEnd - position);
        int count = fragments.read(ByteBuffer.wrap(target, offset, wanted), position);
        if (count < 0) {
            throw new IOException("the file ends at " + position + " (expected: at least " + fragmentsEnd + " bytes)");
        }
        for (int i = 0; i < patch.limit(); i++) {
            long at = Mp4Head.PATCH_OFFSET + i - position;
            if (at >= 0 && at < count) {
                target[offset + (int) at] = patch.get(i);
            }
        }
        return count;
    }

    private int readIndex(byte[] target, int offset, int length) {
        int at = (int) (position - fragmentsEnd);
        int count = Math.min(length, index.limit() - at);
        if (count <= 0) {
            return -1;
        }
        index.get(at, target, offset, count);
        return count;
    }
}
