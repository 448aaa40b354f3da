package io.tesela.client.upload;

import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Standard input that somebody fills as fast as it is read: counts what is taken; may stay open for ever after its last byte. */
final class MadeVideo extends InputStream {
    private final byte[] bytes;
    private final boolean ends;
    private final AtomicLong taken = new AtomicLong();
    private final CountDownLatch waited = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** @param ends whether the end comes after the last byte, or a wait that no interrupt ends, as that for a pipe */
    MadeVideo(byte[] bytes, boolean ends) {
        this.bytes = bytes.clone();
        this.ends = ends;
    }

    long taken() {
        return taken.get();
    }

    /** Waits until a reader waits for more. */
    void awaitReader() {
        UploadScenario.await(waited);
    }

    /** Lets the end come. */
    void release() {
        released.countDown();
    }

    @Override
    public int read() {
        throw new UnsupportedOperationException("read: a byte (expected: many at once)");
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int count = Math.min(length, available());
        if (count == 0) {
            waitForTheEnd();
            return -1;
        }
        System.arraycopy(bytes, (int) taken.get(), into, offset, count);
        taken.addAndGet(count);
        return count;
    }

    @Override
    public int available() {
        return (int) (bytes.length - taken.get());
    }

    private void waitForTheEnd() {
        waited.countDown();
        boolean interrupted = false;
        while (!ends && released.getCount() > 0) {
            try {
                released.await();
            } catch (InterruptedException e) {
                // A read from a pipe does not hear of it, either, so it waits on.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
