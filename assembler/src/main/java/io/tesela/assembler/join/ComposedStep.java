package io.tesela.assembler.join;

/** What the encoders are given, in order: frames, and where a segment ends early. */
public sealed interface ComposedStep permits ComposedFrame, Cut {}
