package io.tesela.media.ffmpeg;

import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.MediaSource;
import io.tesela.media.SourceVideo;
import io.tesela.media.VideoDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Decodes one source with FFmpeg: demuxer, codec, clock, planes in turn. */
final class FfmpegVideoDecoder implements VideoDecoder {
    private final Demuxer demuxer;
    private final FrameDecoder decoder;
    private final FrameReader reader;
    private final Timeline timeline;
    private final SourceVideo source;
    private final VideoFormat format;
    private boolean firstWaits = true;
    private boolean ended;

    private FfmpegVideoDecoder(Demuxer demuxer, FrameDecoder decoder) {
        AVFrame first = decoder.frame();
        VideoDescription description = new VideoDescription(demuxer, first);
        this.demuxer = demuxer;
        this.decoder = decoder;
        this.source = description.source();
        this.format = description.format();
        this.timeline = description.timeline();
        this.reader = new FrameReader(first.width(), first.height(), description.color(), description.orientation());
    }

    static FfmpegVideoDecoder open(SourceCallbacks callbacks, MediaSource source, DecodeLimits limits, int threads) {
        Demuxer demuxer = Demuxer.open(callbacks, source, limits);
        try {
            return open(demuxer, limits, threads);
        } catch (RuntimeException | Error e) {
            demuxer.close();
            throw e;
        }
    }

    private static FfmpegVideoDecoder open(Demuxer demuxer, DecodeLimits limits, int threads) {
        FrameDecoder decoder = FrameDecoder.open(demuxer, limits, threads);
        try {
            if (!decoder.advance()) {
                throw Refusal.notAVideo(
                        "no frame of its " + Tracks.codec(demuxer.video().codecpar()) + " track could be decoded");
            }
            AVFrame first = decoder.frame();
            if (!limits.allow(first.width(), first.height())) {
                throw Refusal.tooLarge(first.width(), first.height(), limits);
            }
            return new FfmpegVideoDecoder(demuxer, decoder);
        } catch (RuntimeException | Error e) {
            decoder.close();
            throw e;
        }
    }

    @Override
    public SourceVideo source() {
        return source;
    }

    @Override
    public VideoFormat format() {
        return format;
    }

    @Override
    public Optional<DecodedFrame> next(PixelLayout layout) {
        if (ended || (!firstWaits && !decoder.advance())) {
            ended = true;
            return Optional.empty();
        }
        firstWaits = false;
        AVFrame frame = decoder.frame();
        Timeline.Stamp stamp = timeline.next(FrameDecoder.pts(frame), frame.duration());
        PixelBuffer pixels = reader.read(frame, layout);
        return Optional.of(new DecodedFrame(pixels, stamp.pts(), stamp.duration()));
    }

    @Override
    public long decodeErrors() {
        return decoder.errors();
    }

    @Override
    public long fixedTimestamps() {
        return timeline.fixed();
    }

    @Override
    public List<String> changes() {
        List<String> changes = new ArrayList<>(source.changes());
        reader.scaled().ifPresent(changes::add);
        if (timeline.fixed() > 0) {
            changes.add("timestamps of " + timeline.fixed()
                    + " frames were missing, repeated or went back, and were set after the frame before");
        }
        return List.copyOf(changes);
    }

    @Override
    public void close() {
        ended = true;
        reader.close();
        decoder.close();
        demuxer.close();
    }
}
