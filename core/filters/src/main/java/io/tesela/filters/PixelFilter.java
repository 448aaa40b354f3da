package io.tesela.filters;

/**
 * Does what a {@link io.tesela.domain.filter.FilterDeclaration} of the same name declares: plane by plane, or on all planes of a
 * frame at once; on one frame alone, or with some before it.
 *
 * <p>One of a plug-in is public, has a public constructor without arguments, and is named in
 * {@code META-INF/services/io.tesela.filters.PixelFilter} of its jar; it may be the declaration, too.
 */
public sealed interface PixelFilter permits TileFilter, FrameFilter, TemporalFilter, TemporalFrameFilter {
    /** Returns the word in a chain, as declared. */
    String name();
}
