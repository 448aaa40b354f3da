package io.tesela.mp4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file in memory that writes in small pieces, notes what was done to it, and can break at any step. */
final class FakeFileChannel extends FileChannel {
    private static final int MOST_BYTES_WRITTEN_AT_ONCE = 100;

    /** What was done, in order: "truncate", "write OFFSET" or "force". */
    final List<String> steps = new ArrayList<>();

    private byte[] bytes;
    private int stepsLeft = Integer.MAX_VALUE;

    FakeFileChannel(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** Lets so many steps happen and breaks the next one. */
    FakeFileChannel breakAfter(int steps) {
        stepsLeft = steps;
        return this;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public int read(ByteBuffer into, long position) {
        int count = (int) Math.min(into.remaining(), bytes.length - position);
        if (count <= 0) {
            return -1;
        }
        into.put(bytes, (int) position, count);
        return count;
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        step("write " + position);
        int count = Math.min(from.remaining(), MOST_BYTES_WRITTEN_AT_ONCE);
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length, (int) position + count));
        from.get(bytes, (int) position, count);
        return count;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        step("truncate");
        bytes = Arrays.copyOf(bytes, (int) Math.min(bytes.length, size));
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        step("force");
    }

    private void step(String step) throws IOException {
        if (stepsLeft == 0) {
            throw new IOException("broken on purpose at: " + step);
        }
        stepsLeft--;
        steps.add(step);
    }

    @Override
    protected void implCloseChannel() {}

    @Override
    public int read(ByteBuffer into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
