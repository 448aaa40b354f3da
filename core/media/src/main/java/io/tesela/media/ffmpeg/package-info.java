/**
 * FFmpeg behind the ports of {@code io.tesela.media}: the only code that sees its classes and its native memory;
 * no pixel is filtered here and no file is written.
 *
 * <p>Starting points: {@link io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory},
 * {@link io.tesela.media.ffmpeg.FfmpegSegmentEncoderFactory}, {@link io.tesela.media.ffmpeg.FfmpegLog}.
 */
@NullMarked
package io.tesela.media.ffmpeg;

import org.jspecify.annotations.NullMarked;
