package io.tesela.ingest.flow;

import io.tesela.domain.frame.PixelBuffer;
import io.tesela.kafka.flow.Position;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The pixels of the frames that are published and not released: from them a tile is sent again, or its original.
 *
 * <p>Bounded by the credit window, and the frames before the first of them that filters look back at. <b>Threads:</b> any.
 */
public final class UnreleasedFrames {
    private final TreeMap<Long, Entry> frames = new TreeMap<>();
    private long released;
    private long bytes;
    private long maxFrames;
    private long maxBytes;

    /**
     * One frame that is under way.
     *
     * @param newestFirst its pixels, then those of the frames before it that filters look back at
     * @param positions where the record of each tile landed; empty until that is known
     */
    public record Entry(List<PixelBuffer> newestFirst, List<Position> positions) {
        public Entry {
            newestFirst = List.copyOf(newestFirst);
            positions = List.copyOf(positions);
        }

        /** Returns the bytes that travel of it, halos left aside. */
        long bytes() {
            return newestFirst.stream()
                    .mapToLong(frame -> frame.samples().length)
                    .sum();
        }

        /** Returns the pixels of the frame itself. */
        public PixelBuffer pixels() {
            return newestFirst.get(0);
        }
    }

    /** Keeps a frame that is about to be published. */
    public synchronized void add(long frame, List<PixelBuffer> newestFirst) {
        Entry entry = new Entry(newestFirst, List.of());
        frames.put(frame, entry);
        bytes += entry.bytes();
        maxFrames = Math.max(maxFrames, frames.size());
        maxBytes = Math.max(maxBytes, bytes);
    }

    /** Notes where the tiles of a frame landed. */
    public synchronized void published(long frame, List<Position> positions) {
        frames.computeIfPresent(frame, (index, entry) -> new Entry(entry.newestFirst(), positions));
    }

    /** Forgets the first {@code count} frames of the job. */
    public synchronized void released(long count) {
        released = Math.max(released, count);
        var done = frames.headMap(released);
        done.values().forEach(entry -> bytes -= entry.bytes());
        done.clear();
    }

    /** Returns a frame that is under way. */
    public synchronized Optional<Entry> find(long frame) {
        return Optional.ofNullable(frames.get(frame));
    }

    /** Returns where the tiles of the frames from {@code first} on landed, each empty until that is known. */
    public synchronized List<List<Position>> positionsFrom(long first) {
        return frames.tailMap(first).values().stream().map(Entry::positions).toList();
    }

    /** Returns how many frames are under way. */
    public synchronized long size() {
        return frames.size();
    }

    /** Returns the bytes that travel of them: a frame that others look back at is counted with each. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Returns the most frames that were under way at once. */
    public synchronized long maxFrames() {
        return maxFrames;
    }

    /** Returns the most bytes that were under way at once. */
    public synchronized long maxBytes() {
        return maxBytes;
    }
}
