package io.tesela.ingest.testing;

import io.tesela.media.MediaSource;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Bytes of which a part is there; a read beyond it waits until this is closed. */
public final class BlockingSource implements MediaSource {
    private final byte[] bytes;
    private final int there;
    private int position;
    private boolean waiting;
    private boolean closed;

    private BlockingSource(byte[] bytes, int there) {
        this.bytes = bytes;
        this.there = there;
    }

    /** Returns a source of which all is there. */
    public static BlockingSource of(byte[] bytes) {
        return new BlockingSource(bytes, bytes.length);
    }

    /** Returns a source of which so many bytes are there. */
    public static BlockingSource of(byte[] bytes, int there) {
        return new BlockingSource(bytes, there);
    }

    /** Returns once a read waits. */
    public synchronized void awaitWaiting() {
        await(() -> waiting);
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        if (position == bytes.length) {
            return -1;
        }
        if (position == there) {
            waiting = true;
            notifyAll();
            await(() -> closed);
        }
        if (closed) {
            throw new IOException("closed");
        }
        int count = Math.min(length, there - position);
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public boolean seekable() {
        return false;
    }

    @Override
    public long size() {
        return -1;
    }

    @Override
    public void seek(long target) throws IOException {
        throw new IOException("seek (expected: none)");
    }

    @Override
    public synchronized long position() {
        return position;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized void await(BooleanSupplier condition) {
        try {
            while (!condition.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
