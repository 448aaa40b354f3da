package io.tesela.ingest.flow;

import java.util.EnumMap;
import java.util.Map;

/**
 * How many frames of a job each party holds at one moment; together those that are decoded and that the client has not stored.
 *
 * @param frames of each holder, at least 0; none is missing
 */
public record FrameHoldings(Map<Holder, Long> frames) {
    /** Nobody holds anything. */
    public static final FrameHoldings NONE = of(new Marks(0, 0, 0, 0, 0, 0), 0, 0);

    public FrameHoldings {
        frames = Map.copyOf(frames);
    }

    /**
     * How many leading frames of a job have come how far. They are read one after the other, so one may be behind the next.
     *
     * @param decoded left the decoder
     * @param published are safe in the log
     * @param joined have all their tiles
     * @param encoded are in the job's file
     * @param sent were given to the client
     * @param stored the client says that it has
     */
    public record Marks(long decoded, long published, long joined, long encoded, long sent, long stored) {}

    /**
     * Works out the holdings.
     *
     * @param inTiles of the frames published and not joined, those of which a tile waits in its topic
     * @param inProcessors those of which processors have what is missing
     */
    public static FrameHoldings of(Marks marks, long inTiles, long inProcessors) {
        // Who is further along is right: what it says of the others is news to them.
        long stored = marks.stored;
        long sent = Math.max(stored, marks.sent);
        long encoded = Math.max(sent, marks.encoded);
        long joined = Math.max(encoded, marks.joined);
        long published = Math.max(joined, marks.published);
        long decoded = Math.max(published, marks.decoded);
        long between = published - joined;
        long tiles = Math.min(between, inTiles);
        long processors = Math.min(between - tiles, inProcessors);
        Map<Holder, Long> frames = new EnumMap<>(Holder.class);
        frames.put(Holder.DECODER, decoded - published);
        frames.put(Holder.TILES, tiles);
        frames.put(Holder.PROCESSORS, processors);
        frames.put(Holder.RESULTS, between - tiles - processors);
        frames.put(Holder.ENCODER, joined - encoded);
        frames.put(Holder.OUTPUT, encoded - sent);
        frames.put(Holder.CLIENT, sent - stored);
        return new FrameHoldings(frames);
    }

    /** Returns what one party holds. */
    public long of(Holder holder) {
        return frames.getOrDefault(holder, 0L);
    }

    /** Returns what all hold together. */
    public long total() {
        return frames.values().stream().mapToLong(Long::longValue).sum();
    }
}
