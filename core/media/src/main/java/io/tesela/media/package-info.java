/**
 * The ports through which roles decode videos and encode segments, without any codec behind them; containers are
 * written in {@code io.tesela.mp4}, and nothing here imports FFmpeg.
 *
 * <p>Starting points: {@link io.tesela.media.VideoDecoderFactory}, {@link io.tesela.media.SegmentEncoderFactory},
 * {@link io.tesela.media.ContainerSniffer}.
 */
@NullMarked
package io.tesela.media;

import org.jspecify.annotations.NullMarked;
