package io.tesela.ingest.testing;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.DecoderDiedException;
import io.tesela.media.MediaSource;
import io.tesela.media.NeedsWholeFileException;
import io.tesela.media.SourceVideo;
import io.tesela.media.VideoDecoder;
import io.tesela.media.VideoDecoderFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Decodes {@link FakeVideo}; counts who is open, and whether anybody was closed while it ran. */
public final class FakeDecoders implements VideoDecoderFactory {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger closedWhileRunning = new AtomicInteger();
    private volatile Runnable opening = () -> {};
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger deathsToCome = new AtomicInteger();
    private volatile int lastFrames = Integer.MAX_VALUE;
    private volatile boolean wholeVideos;

    /** From now on decodes only from sources that are seekable. */
    public void needWholeVideos() {
        wholeVideos = true;
    }

    /** Has this called, on the decoder's thread, right before a decoder is handed out. */
    public void beforeOpened(Runnable action) {
        opening = action;
    }

    /** Has the next decoders die once they have given so many frames. */
    public void dieAfter(int frames, int decoders) {
        lastFrames = frames;
        deathsToCome.set(decoders);
    }

    /** Returns how many decoders were opened so far. */
    public int opened() {
        return opened.get();
    }

    /** Returns how many decoders are open. */
    public int open() {
        return open.get();
    }

    /** Returns how often a decoder was closed under a running call: with a real one, the end of the process. */
    public int closedWhileRunning() {
        return closedWhileRunning.get();
    }

    /** Returns the samples of a frame. */
    public static PixelBuffer pixels(PixelLayout layout, int width, int height, long pts) {
        PixelBuffer pixels = PixelBuffer.allocate(layout, width, height);
        byte[] samples = pixels.samples();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (31L * i + 7 * pts);
        }
        return pixels;
    }

    @Override
    public VideoDecoder open(MediaSource source, DecodeLimits limits) {
        if (wholeVideos && !source.seekable()) {
            throw new NeedsWholeFileException("a test wants it so");
        }
        ByteBuffer header = read(source, FakeVideo.HEADER_BYTES);
        byte[] magic = new byte[FakeVideo.MAGIC.length()];
        if (header != null) {
            header.get(magic);
        }
        if (header == null || !Arrays.equals(magic, FakeVideo.MAGIC.getBytes(StandardCharsets.US_ASCII))) {
            throw new TeselaException(FailureCode.NOT_A_VIDEO, "not a video: no magic (expected: a fake video)");
        }
        FakeDecoder decoder = new FakeDecoder(source, header.getShort(), header.getShort());
        open.incrementAndGet();
        opened.incrementAndGet();
        opening.run();
        return decoder;
    }

    private static @Nullable ByteBuffer read(MediaSource source, int bytes) {
        byte[] target = new byte[bytes];
        try {
            for (int at = 0; at < bytes; ) {
                int count = source.read(target, at, bytes - at);
                if (count < 0) {
                    return null;
                }
                at += count;
            }
            return ByteBuffer.wrap(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class FakeDecoder implements VideoDecoder {
        private final MediaSource source;
        private final VideoFormat format;
        private volatile boolean running;
        private int frames;
        private boolean ended;
        private boolean closed;

        FakeDecoder(MediaSource source, int width, int height) {
            this.source = source;
            this.format = new VideoFormat(
                    width, height, new TimeBase(1, 25), new Ratio(25, 1), new Ratio(1, 1), ColorTags.UNKNOWN);
        }

        @Override
        public SourceVideo source() {
            return new SourceVideo(
                    "fake",
                    "none",
                    format.width(),
                    format.height(),
                    format.width(),
                    format.height(),
                    0,
                    format.sar(),
                    format.frameRate(),
                    "yuv420p",
                    "unknown",
                    Optional.empty(),
                    OptionalDouble.empty(),
                    false,
                    0,
                    Optional.empty(),
                    List.of(),
                    List.of());
        }

        @Override
        public VideoFormat format() {
            return format;
        }

        @Override
        public Optional<DecodedFrame> next(PixelLayout layout) {
            running = true;
            try {
                return ended ? Optional.empty() : decode(layout);
            } finally {
                running = false;
            }
        }

        private Optional<DecodedFrame> decode(PixelLayout layout) {
            frames++;
            if (frames > lastFrames && deathsToCome.getAndDecrement() > 0) {
                throw new DecoderDiedException("was ended by signal 11", new IOException("the pipe is gone"));
            }
            ByteBuffer head = read(source, FakeVideo.FRAME_BYTES);
            long pts = head == null ? -1 : head.getLong();
            if (head == null || pts < 0) {
                ended = true;
                return Optional.empty();
            }
            int duration = head.getInt();
            if (read(source, head.getInt()) == null) {
                ended = true;
                return Optional.empty();
            }
            return Optional.of(new DecodedFrame(pixels(layout, format.width(), format.height(), pts), pts, duration));
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
            if (running) {
                closedWhileRunning.incrementAndGet();
            }
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
