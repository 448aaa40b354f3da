package io.tesela.media;

import io.tesela.domain.failure.TeselaException;
import java.io.UncheckedIOException;

/** Opens videos for decoding. */
public interface VideoDecoderFactory {
    /**
     * Finds out what a source holds and decodes its first frame.
     *
     * <ul>
     *   <li><b>Threads:</b> any; blocks until enough of the upload is there.
     *   <li><b>Ownership:</b> the caller closes the decoder, then the source; after a failure nothing is left open
     *       but the source.
     *   <li><b>Errors:</b> below; a runtime exception of the source leaves as it is.
     * </ul>
     *
     * @throws TeselaException {@code NOT_A_VIDEO}, {@code UNSUPPORTED_CODEC} or {@code TOO_LARGE}
     * @throws NeedsWholeFileException if the source is not seekable and would have to be
     * @throws UncheckedIOException if the source failed; its cause is the source's exception
     */
    VideoDecoder open(MediaSource source, DecodeLimits limits);
}
