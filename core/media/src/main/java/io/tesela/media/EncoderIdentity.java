package io.tesela.media;

/**
 * What makes the bytes of a segment: two encoders of equal identity give equal bytes for equal frames.
 *
 * @param encoder FFmpeg's name of the encoder, such as {@code libx264}
 * @param library version of the library it comes with
 * @param options all that was set, in one line
 */
public record EncoderIdentity(String encoder, String library, String options) {}
