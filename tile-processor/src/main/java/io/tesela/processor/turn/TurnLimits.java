package io.tesela.processor.turn;

import java.time.Duration;

/**
 * What a user may set about the turns of one processor.
 *
 * @param tilesPerSecond most tiles started in a second; 0 if there is no limit
 * @param tilesPerFrame most tiles of one frame filtered at once; 0 if there is no limit
 * @param tileTimeout after which a filter that has not returned from a tile, or a part of one, is given up, at least a millisecond
 */
public record TurnLimits(int tilesPerSecond, int tilesPerFrame, Duration tileTimeout) {
    /** No limits but of time: far longer than any filter of ours takes for a tile, and than ingest waits for one. */
    public static final TurnLimits DEFAULT = new TurnLimits(0, 0, Duration.ofMinutes(2));

    public TurnLimits {
        requireNoneOrMore("tilesPerSecond", tilesPerSecond);
        requireNoneOrMore("tilesPerFrame", tilesPerFrame);
        if (tileTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("tileTimeout: " + tileTimeout + " (expected: at least a millisecond)");
        }
    }

    private static void requireNoneOrMore(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
        }
    }
}
