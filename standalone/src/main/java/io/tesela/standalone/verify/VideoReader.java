package io.tesela.standalone.verify;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.FileSource;
import io.tesela.media.NeedsWholeFileException;
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
    private static final DecodeLimits LIMITS = DecodeLimits.DEFAULT.withAudio(DecodeLimits.MOST_AUDIO_BYTES);

    private final FileSource source;
    private final VideoDecoder decoder;
    private final AudioRead audio = new AudioRead();

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
        try {
            return open(flag, path, FileSource.openAsUpload(path), decoders);
        } catch (NeedsWholeFileException e) {
            return open(flag, path, FileSource.open(path), decoders);
        }
    }

    private static VideoReader open(String flag, Path path, FileSource source, VideoDecoderFactory decoders) {
        try {
            return new VideoReader(source, decoders.open(source, LIMITS));
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
        Optional<DecodedFrame> frame = decoder.next(layout);
        audio.add(decoder.takeAudio(Long.MAX_VALUE));
        return frame;
    }

    /** Returns whether the audio that a service makes of the file's is the file's own, packet by packet. */
    boolean audioPassed() {
        Optional<String> made = decoder.audio().map(AudioFormat::codec);
        return made.isEmpty() || decoder.source().audioCodec().equals(made);
    }

    /** Returns the audio so far. */
    AudioRead.Sum audio() {
        return audio.sum();
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
