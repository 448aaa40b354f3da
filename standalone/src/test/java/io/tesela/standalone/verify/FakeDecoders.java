package io.tesela.standalone.verify;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.MediaSource;
import io.tesela.media.SourceVideo;
import io.tesela.media.VideoDecoder;
import io.tesela.media.VideoDecoderFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decodes files whose text is the name of a video. */
final class FakeDecoders implements VideoDecoderFactory {
    private static final int LONGEST_NAME = 100;

    private final Map<String, Video> videos = new HashMap<>();
    private int open;
    private long decoded;

    /** What a file holds. */
    record Video(VideoFormat format, List<DecodedFrame> frames) {}

    void add(String name, Video video) {
        videos.put(name, video);
    }

    /** Returns how many decoders are not closed. */
    int open() {
        return open;
    }

    /** Returns how many frames were asked for, of all videos. */
    long decoded() {
        return decoded;
    }

    @Override
    public VideoDecoder open(MediaSource source, DecodeLimits limits) {
        Video video = videos.get(name(source));
        if (video == null) {
            throw new TeselaException(
                    FailureCode.NOT_A_VIDEO, "not a video (expected: one of " + videos.keySet() + ")");
        }
        open++;
        return new Decoder(video);
    }

    private static String name(MediaSource source) {
        byte[] bytes = new byte[LONGEST_NAME];
        try {
            return new String(bytes, 0, Math.max(0, source.read(bytes, 0, bytes.length)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Decoder implements VideoDecoder {
        private final Video video;
        private int next;
        private boolean closed;

        Decoder(Video video) {
            this.video = video;
        }

        @Override
        public SourceVideo source() {
            throw new UnsupportedOperationException("source (expected: not asked for)");
        }

        @Override
        public VideoFormat format() {
            return video.format();
        }

        @Override
        public Optional<DecodedFrame> next(PixelLayout layout) {
            if (closed) {
                throw new IllegalStateException("decoder: closed (expected: open)");
            }
            if (next == video.frames().size()) {
                return Optional.empty();
            }
            decoded++;
            DecodedFrame frame = video.frames().get(next++);
            return Optional.of(new DecodedFrame(frame.pixels().in(layout), frame.pts(), frame.duration()));
        }

        @Override
        public Optional<AudioFormat> audio() {
            return Optional.empty();
        }

        @Override
        public List<AudioPacket> takeAudio(long beforePts) {
            return List.of();
        }

        @Override
        public long audioErrors() {
            return 0;
        }

        @Override
        public long audioBytes() {
            return 0;
        }

        @Override
        public long decodeErrors() {
            return 0;
        }

        @Override
        public long fixedTimestamps() {
            return 0;
        }

        @Override
        public List<String> changes() {
            return List.of();
        }

        @Override
        public void close() {
            open -= closed ? 0 : 1;
            closed = true;
        }
    }
}
