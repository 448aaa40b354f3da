package io.tesela.media.ffmpeg;

import io.tesela.media.DecodeLimits;
import io.tesela.media.MediaSource;
import io.tesela.media.VideoDecoder;
import io.tesela.media.VideoDecoderFactory;

/**
 * Opens FFmpeg decoders. One is enough for a process; JavaCPP has room for ten.
 *
 * <ul>
 *   <li><b>Threads:</b> any; the decoders are independent of each other.
 *   <li><b>Ownership:</b> closed by the wiring, after every decoder.
 * </ul>
 */
public final class FfmpegVideoDecoderFactory implements VideoDecoderFactory, AutoCloseable {
    private final int threads;
    private final SourceCallbacks callbacks;

    /** Decodes every video on the caller's thread alone. */
    public FfmpegVideoDecoderFactory() {
        this(1);
    }

    /**
     * @param threads of one decoder, 1 or more; each beyond the first takes memory for, and delays by, one frame
     * @throws IllegalStateException if FFmpeg does not load here, or as many are open as there is room for
     */
    public FfmpegVideoDecoderFactory(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: >= 1)");
        }
        Ffmpeg.warmUp();
        this.threads = threads;
        this.callbacks = new SourceCallbacks();
    }

    @Override
    public VideoDecoder open(MediaSource source, DecodeLimits limits) {
        return FfmpegVideoDecoder.open(callbacks, source, limits, threads);
    }

    /**
     * Frees what the decoders share.
     *
     * @throws IllegalStateException if one is still open
     */
    @Override
    public void close() {
        callbacks.close();
    }
}
