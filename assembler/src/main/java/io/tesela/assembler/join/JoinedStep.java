package io.tesela.assembler.join;

/** What leaves the join, in order: frames, and where a segment ends early. */
public sealed interface JoinedStep permits JoinedFrame, Cut {}
