package io.tesela.filters;

import java.util.Map;

/**
 * What the tile stage makes of one tile, in the form that travels; read it with {@link TileOutputCodec}.
 *
 * <p><b>Ownership:</b> hands out its array without a copy; whoever takes it must not write to it.
 */
public final class TileOutput {
    private final byte[] bytes;
    private final boolean packed;
    private final Map<String, Integer> found;

    private TileOutput(byte[] bytes, boolean packed, Map<String, Integer> found) {
        this.bytes = bytes;
        this.packed = packed;
        this.found = Map.copyOf(found);
    }

    /** Makes the output of a stage that looks for nothing. */
    public static TileOutput raw(byte[] coreSamples) {
        return raw(coreSamples, Map.of());
    }

    /**
     * Makes the output of a stage that gives samples.
     *
     * @param coreSamples of all planes, one after the other; not copied
     * @param found how many of what they look for filters found, by their names
     */
    public static TileOutput raw(byte[] coreSamples, Map<String, Integer> found) {
        return new TileOutput(coreSamples, false, found);
    }

    static TileOutput packed(byte[] packedMap) {
        return new TileOutput(packedMap, true, Map.of());
    }

    /** Returns the core samples of all planes, or the {@link PackedMap} of the core. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns whether this is a {@link PackedMap}; the same for all tiles of a plan. */
    public boolean packed() {
        return packed;
    }

    /** Returns how many of what they look for filters found, by their names; empty if none looks for anything. */
    public Map<String, Integer> found() {
        return found;
    }
}
