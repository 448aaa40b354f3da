/**
 * Decoded pictures as plain bytes, their layout, their timestamps and the video they belong to; no codec, no file.
 *
 * <p>Starting points: {@link io.tesela.domain.frame.PixelBuffer}, {@link io.tesela.domain.frame.VideoFormat}.
 */
@NullMarked
package io.tesela.domain.frame;

import org.jspecify.annotations.NullMarked;
