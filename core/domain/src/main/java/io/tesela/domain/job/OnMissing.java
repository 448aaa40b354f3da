package io.tesela.domain.job;

/** What is done about a tile that was sent twice and that no processor has answered. */
public enum OnMissing {
    /** Its original pixels take its place, and the report names it. */
    FILL,
    /** It is sent again and again. */
    WAIT,
    /** The job fails. */
    FAIL
}
