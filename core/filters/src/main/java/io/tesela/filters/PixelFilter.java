package io.tesela.filters;

/**
 * Does what a {@link io.tesela.domain.filter.FilterDeclaration} of the same name declares: plane by plane, or on all planes of a
 * frame at once; on one frame alone, or with some before it.
 */
public sealed interface PixelFilter permits TileFilter, FrameFilter, TemporalFilter, TemporalFrameFilter {
    /** Returns the word in a chain, as declared. */
    String name();
}
