package io.tesela.filters;

/**
 * Does what a {@link io.tesela.domain.filter.FilterDeclaration} of the same name declares: plane by plane, or on all planes of a
 * frame at once.
 */
public sealed interface PixelFilter permits TileFilter, FrameFilter {
    /** Returns the word in a chain, as declared. */
    String name();
}
