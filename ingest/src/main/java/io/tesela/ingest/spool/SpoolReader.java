package io.tesela.ingest.spool;

import io.tesela.media.MediaSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads a {@link Spool} from its beginning, waiting where it has not grown so far. */
final class SpoolReader implements MediaSource {
    private final Spool spool;
    private final boolean seekable;
    private long position;
    private volatile boolean closed;
    private volatile Runnable whenClosed = () -> {};

    SpoolReader(Spool spool, boolean seekable) {
        this.spool = spool;
        this.seekable = seekable;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = spool.read(position, ByteBuffer.wrap(target, offset, length), () -> closed);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public boolean seekable() {
        return seekable;
    }

    @Override
    public long size() {
        return spool.whole() ? spool.written() : -1;
    }

    @Override
    public void seek(long target) throws IOException {
        if (!seekable) {
            throw new IOException("seek: the upload is still growing (expected: a complete one)");
        }
        position = target;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void whenClosed(Runnable action) {
        // Here: sets the action, then looks whether this is closed. In close(): closes, then looks for one. One sees
        // the other.
        whenClosed = action;
        if (closed) {
            action.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        spool.wakeReader();
        whenClosed.run();
    }
}
