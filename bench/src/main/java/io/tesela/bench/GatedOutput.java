package io.tesela.bench;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
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

    @Override
    public synchronized int write(ByteBuffer more) throws ClosedByInterruptException {
        first.countDown();
        try {
            while (shut && open) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
        int count = more.remaining();
        more.position(more.limit());
        return count;
    }

    /** Returns when the first bytes are there, or will never be. */
    void awaitFirst() throws InterruptedException {
        first.await();
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
        first.countDown();
        notifyAll();
    }
}
