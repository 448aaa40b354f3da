package io.tesela.domain.filter;

/** How much of a frame a filter must see to give the pixels it would give on the whole frame. */
public enum FilterScope {
    /** A tile with a halo. */
    LOCAL,
    /** A tile with a halo for a map, then the joined map of the whole frame. */
    TWO_PHASE,
    /** The whole frame. */
    FRAME
}
