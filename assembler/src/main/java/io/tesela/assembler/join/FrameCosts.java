package io.tesela.assembler.join;

import io.tesela.kafka.record.ResultRecord.TileResult;

/**
 * How long processors work on a frame of one job: a mean that follows the last frames.
 *
 * <p><b>Threads:</b> one at a time.
 */
public final class FrameCosts {
    /** A change of scene shows after some frames, and one slow tile does not. */
    private static final int MEMORY_FRAMES = 8;

    private long meanMicros;

    /** Counts a frame whose tiles are all there. */
    public void add(JoinedFrame frame) {
        long micros = 0;
        for (TileResult tile : frame.tiles()) {
            micros += tile.verdict().filterMicros();
        }
        meanMicros = meanMicros == 0 ? micros : meanMicros + (micros - meanMicros) / MEMORY_FRAMES;
    }

    /** Returns the mean of the last frames, microseconds; 0 if there was none. */
    public long frameMicros() {
        return meanMicros;
    }
}
