package io.tesela.client.upload;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * The last bytes of a stream that cannot be read twice: kept until nobody will ask for them again.
 *
 * <p><b>Threads:</b> any; {@link #next}, {@link #add} and {@link #seek} one at a time.
 */
final class ReplayBuffer {
    private final long maxBytes;
    private final TreeMap<Long, byte[]> runs = new TreeMap<>();
    private long confirmed;
    private long position;
    private long end;

    /** @param maxBytes most bytes kept; 0: none are */
    ReplayBuffer(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns up to where the stream may be read before more is confirmed. */
    synchronized long limit() {
        return maxBytes == 0 ? Long.MAX_VALUE : confirmed + maxBytes;
    }

    /** Takes what was read from the stream. */
    synchronized void add(byte[] bytes) {
        if (maxBytes > 0 && bytes.length > 0) {
            runs.put(end, bytes);
        }
        end += bytes.length;
        position = end;
    }

    /** Returns bytes that were read before and are wanted again; none if the stream is to be read on. */
    synchronized ByteBuffer next(int max) {
        Map.Entry<Long, byte[]> run = position < end ? runs.floorEntry(position) : null;
        if (run == null) {
            return ByteBuffer.allocate(0);
        }
        int from = (int) (position - run.getKey());
        int length = Math.min(max, run.getValue().length - from);
        position += length;
        return ByteBuffer.wrap(run.getValue(), from, length).slice();
    }

    /** Has {@link #next} begin at {@code offset}. */
    synchronized void seek(long offset) {
        if (offset > end || (offset < end && (offset < confirmed || runs.floorEntry(offset) == null))) {
            throw new IllegalArgumentException(
                    "offset: " + offset + " (expected: from " + confirmed + " to " + end + ")");
        }
        position = offset;
    }

    /** Lets go of the bytes below {@code offset}. */
    synchronized void forgetBelow(long offset) {
        confirmed = Math.max(confirmed, Math.min(offset, end));
        Long first = runs.floorKey(confirmed);
        if (first != null) {
            runs.headMap(first).clear();
        }
    }
}
