package io.tesela.domain.tile;

/**
 * Margin read around a core, in samples of each plane.
 *
 * @param pixels 0 or more
 */
public record Halo(int pixels) {
    public static final Halo NONE = new Halo(0);

    public Halo {
        if (pixels < 0) {
            throw new IllegalArgumentException("halo: " + pixels + " (expected: >= 0)");
        }
    }

    /** Returns the margin that this filter and then another one need together. */
    public Halo plus(Halo other) {
        return new Halo(Math.addExact(pixels, other.pixels));
    }
}
