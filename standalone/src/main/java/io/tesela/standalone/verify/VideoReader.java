package io.tesela.standalone.verify;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.FileSource;
import io.tesela.media.VideoDecoder;
import io.tesela.media.VideoDecoderFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A video file with its decoder.
 *
 * <ul>
 *   <li><b>Backpressure:</b> decodes when asked.
 *   <li><b>Threads:</b> one at a time; blocks.
 *   <li><b>Ownership:</b> closes both.
 * </ul>
 */
final class VideoReader implements AutoCloseable {
    private final FileSource source;
    private final VideoDecoder decoder;

    private VideoReader(FileSource source, VideoDecoder decoder) {
        this.source = source;
        this.decoder = decoder;
    }

    /**
     * Opens a video as a service decodes an upload of it.
     *
     * @param flag that brought it
     * @throws TeselaException with flag and file, if it is not a video
     */
    static VideoReader open(String flag, Path path, VideoDecoderFactory decoders) throws IOException {
        FileSource source = FileSource.openAsUpload(path);
        try {
            return new VideoReader(source, decoders.open(source, DecodeLimits.DEFAULT));
        } catch (TeselaException e) {
            source.close();
            throw new TeselaException(e.code(), flag + ": " + path + ": " + e.sentence(), e);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    VideoFormat format() {
        return decoder.format();
    }

    /** Returns the next frame in presentation order; empty at the end. */
    Optional<DecodedFrame> next(PixelLayout layout) {
        return decoder.next(layout);
    }

    /** Returns what the decoder complained of so far. */
    long decodeErrors() {
        return decoder.decodeErrors();
    }

    @Override
    public void close() {
        decoder.close();
        source.close();
    }
}
