package io.tesela.ingest.output;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many frames the leading bytes of a job's output hold, by its segments.
 *
 * <p>Forgets what the client has stored: so it holds no more than the output that is not.
 *
 * <p><b>Threads:</b> any.
 */
final class SegmentEnds {
    private final TreeMap<Long, Long> framesByBytes = new TreeMap<>();

    SegmentEnds() {
        framesByBytes.put(0L, 0L);
    }

    /** Notes that a segment ends. */
    synchronized void add(long bytes, long frames) {
        framesByBytes.put(bytes, frames);
    }

    /** Returns the frames of the segments that lie whole below a number of bytes. */
    synchronized long framesBelow(long bytes) {
        Map.Entry<Long, Long> last = framesByBytes.floorEntry(bytes);
        return last == null ? 0 : last.getValue();
    }

    /** Forgets all segments before the last one that lies whole below a number of bytes. */
    synchronized void forgetBelow(long bytes) {
        Long last = framesByBytes.floorKey(bytes);
        if (last != null) {
            framesByBytes.headMap(last).clear();
        }
    }
}
