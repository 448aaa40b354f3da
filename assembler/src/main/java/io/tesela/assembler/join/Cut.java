package io.tesela.assembler.join;

/**
 * A segment ends early with a frame that has left the join.
 *
 * @param segment 0-based
 * @param lastFrame 0-based
 */
public record Cut(int segment, long lastFrame) implements JoinedStep, ComposedStep {}
