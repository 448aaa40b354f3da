package io.tesela.filters;

/**
 * What the tile stage makes of one tile, in the form that travels; read it with {@link TileOutputCodec}.
 *
 * <p><b>Ownership:</b> hands out its array without a copy; whoever takes it must not write to it.
 */
public final class TileOutput {
    private final byte[] bytes;
    private final boolean packed;

    private TileOutput(byte[] bytes, boolean packed) {
        this.bytes = bytes;
        this.packed = packed;
    }

    static TileOutput raw(byte[] coreSamples) {
        return new TileOutput(coreSamples, false);
    }

    static TileOutput packed(byte[] packedMap) {
        return new TileOutput(packedMap, true);
    }

    /** Returns the core samples of all planes, or the {@link PackedMap} of the core. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns whether this is a {@link PackedMap}; the same for all tiles of a plan. */
    public boolean packed() {
        return packed;
    }
}
