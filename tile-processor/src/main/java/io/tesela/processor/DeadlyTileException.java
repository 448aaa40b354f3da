package io.tesela.processor;

/** A tile has ended so many processors that it is not filtered again. */
final class DeadlyTileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int deaths;

    /** @param deaths processors that died while they filtered it and nothing else */
    DeadlyTileException(int deaths) {
        super("the filter ended its tile processor " + deaths + " times, with nothing else running beside it");
        this.deaths = deaths;
    }

    int deaths() {
        return deaths;
    }
}
