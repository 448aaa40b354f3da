package io.tesela.domain.report;

/**
 * A tile that left as its original pixels.
 *
 * @param frame 0-based
 * @param tile 0-based, row by row
 * @param reason one sentence
 * @param attempts how often it was tried
 */
public record DegradedTile(long frame, int tile, String reason, int attempts) {}
