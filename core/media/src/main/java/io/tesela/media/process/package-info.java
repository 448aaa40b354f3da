/**
 * Decoding in a process of its own, one for each video: what a video does to its decoder, it does to itself alone.
 *
 * <pre>
 * server                                       decoder process
 * {@link io.tesela.media.process.IsolatedDecoderFactory}          {@link io.tesela.media.process.DecoderMain}
 *   RemoteDecoder  -- open, next, audio -->      DecoderServer -> VideoDecoder
 *   MediaSource    <-- read, seek ---------      RemoteSource
 * </pre>
 *
 * <p>Both talk over two pipes, in turn: see {@code Message}.
 */
@NullMarked
package io.tesela.media.process;

import org.jspecify.annotations.NullMarked;
