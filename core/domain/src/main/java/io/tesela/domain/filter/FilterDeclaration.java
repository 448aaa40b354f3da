package io.tesela.domain.filter;

import io.tesela.domain.tile.Halo;
import java.util.List;

/**
 * What a filter says of itself before any pixel is touched; enough to validate, plan and list it without OpenCV.
 *
 * <p>One of a plug-in is public, has a public constructor without arguments, and is named in
 * {@code META-INF/services/io.tesela.domain.filter.FilterDeclaration} of its jar.
 *
 * <p><b>Threads:</b> immutable; any thread.
 */
public interface FilterDeclaration {
    /** Returns the word in a chain: lower-case letters, digits and '-'. */
    String name();

    /** Returns one sentence for people. */
    String summary();

    /** Returns the parameters in the order in which they may be given without a name; the default is none. */
    default List<ParameterDeclaration> parameters() {
        return List.of();
    }

    /** Returns how much of a frame it must see, as it is with its default parameters; the default is a tile and its halo. */
    default FilterScope scope() {
        return FilterScope.LOCAL;
    }

    /** Returns how much of a frame it must see, given its parameters; the default is {@link #scope()}. */
    default FilterScope scope(FilterSpec spec) {
        return scope();
    }

    /**
     * Returns how many frames before a frame it looks at, too, given its parameters; the first frames of a video have fewer. The
     * default is none.
     */
    default int temporalExtent(FilterSpec spec) {
        return 0;
    }

    /**
     * Returns whether the result depends on luma only and has no colour, as it is with its default parameters; the default is that the
     * colour stays.
     */
    default boolean gray() {
        return false;
    }

    /** Returns whether the result depends on luma only and has no colour, given its parameters; the default is {@link #gray()}. */
    default boolean gray(FilterSpec spec) {
        return gray();
    }

    /**
     * Returns whether it works on luma alone and leaves the chroma as it is: of a filter that keeps the colour, where doing the same
     * to chroma would change the hue.
     */
    default boolean keepsChroma() {
        return false;
    }

    /**
     * Returns whether it takes so long that a job is spread over machines for its sake. One that sees no more than its halo then works on
     * parts of a tile at once, where threads have nothing else to do.
     */
    default boolean heavy() {
        return false;
    }

    /** Returns the margin it reads around each sample, given its parameters; the default is none. */
    default Halo halo(FilterSpec spec) {
        return Halo.NONE;
    }

    /**
     * Refuses parameters that are each allowed but not together; the default allows all.
     *
     * @throws IllegalArgumentException naming what was expected: {@code low is 9, high is 7 (expected: low <= high)}
     */
    default void validate(FilterSpec spec) {}
}
