package io.tesela.bench;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CountDownLatch;

/**
 * Where a client stores its output, and may be kept from doing so.
 *
 * <p><b>Threads:</b> any; {@link #write} blocks while the gate is shut.
 */
final class GatedOutput implements WritableByteChannel {
    private final CountDownLatch first = new CountDownLatch(1);
    private boolean shut;
    private boolean open = true;
    private long bytes;

    @Override
    public synchronized int write(ByteBuffer more) {
        first.countDown();
        while (shut && open) {
            pause();
        }
        int count = more.remaining();
        more.position(more.limit());
        bytes += count;
        return count;
    }

    /** Returns when the first bytes are there. */
    void awaitFirst() throws InterruptedException {
        first.await();
    }

    /** Returns the bytes stored so far. */
    synchronized long bytes() {
        return bytes;
    }

    synchronized void shut(boolean now) {
        shut = now;
        notifyAll();
    }

    @Override
    public synchronized boolean isOpen() {
        return open;
    }

    @Override
    public synchronized void close() {
        open = false;
        notifyAll();
    }

    private void pause() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            open = false;
        }
    }
}
