package io.tesela.assembler.join;

import io.tesela.domain.frame.PixelBuffer;

/**
 * A frame as it leaves the service, and where it came from.
 *
 * @param source the tiles it was made of
 * @param pixels what the encoder is given
 */
public record ComposedFrame(JoinedFrame source, PixelBuffer pixels) implements ComposedStep {}
