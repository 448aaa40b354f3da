package io.tesela.client.upload;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Cuts a video of known size into chunks, each when it is asked for and never beyond the grant.
 *
 * <p><b>Order:</b> by offset, without gaps; what one grant allowed has to be taken before the next one is asked about.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class ChunkPlan {
    private final long size;
    private final int chunkBytes;
    private long next;
    private boolean done;

    ChunkPlan(long size, int chunkBytes) {
        this.size = size;
        this.chunkBytes = chunkBytes;
    }

    /** Returns the chunks below {@code grant} that were not taken before; the last of all is short and marked. */
    Iterable<Stretch> upTo(long grant) {
        long end = Math.min(grant, size);
        return () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !done && (next < end || size == 0);
            }

            @Override
            public Stretch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("chunk at " + next + " (expected: below " + end + ")");
                }
                return take(end);
            }
        };
    }

    private Stretch take(long end) {
        int length = (int) Math.min(chunkBytes, end - next);
        Stretch stretch = new Stretch(next, length, next + length == size);
        next += length;
        done = stretch.last();
        return stretch;
    }
}
