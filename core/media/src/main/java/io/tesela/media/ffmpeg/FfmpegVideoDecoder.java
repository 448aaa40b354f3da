package io.tesela.media.ffmpeg;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.MediaSource;
import io.tesela.media.SourceVideo;
import io.tesela.media.VideoDecoder;
import io.tesela.media.WorkCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/** Decodes one source with FFmpeg: demuxer, codec, clock, planes in turn. */
final class FfmpegVideoDecoder implements VideoDecoder {
    private final Parts parts;
    private final FrameDecoder decoder;
    private final @Nullable AudioLane lane;
    private final FrameReader reader;
    private final WorkCount work;
    private final Timeline timeline;
    private final SourceVideo source;
    private final VideoFormat format;
    private final Optional<AudioFormat> audio;
    private boolean firstWaits = true;
    private boolean ended;

    private FfmpegVideoDecoder(Parts parts, FrameDecoder decoder, DecodeLimits limits) {
        AVFrame first = decoder.frame();
        VideoDescription description = new VideoDescription(parts.demuxer(), first);
        this.parts = parts;
        this.lane = parts.lane();
        this.decoder = decoder;
        this.format = description.format();
        Optional<ClockJumps> jumps = description.jumps();
        this.timeline = description.timeline(jumps);
        AudioIntake.Outcome outcome = openAudio(parts, description, limits, jumps);
        this.audio = outcome.format();
        this.source = description.source(outcome);
        this.work = new WorkCount(limits.work(), format);
        this.reader = new FrameReader(first.width(), first.height(), description.color(), description.orientation());
    }

    /** What reads the file, from one end to the other. */
    private record Parts(
            Demuxer demuxer, PacketReader packets, @Nullable AudioLane lane) implements AutoCloseable {
        static Parts of(Demuxer demuxer, DecodeLimits limits) {
            AVRational unit = demuxer.video().time_base();
            AudioLane lane = demuxer.audio() == null
                    ? null
                    : new AudioLane(new TimeBase(1, unit.den()), unit.num(), limits.audioBytes());
            return new Parts(demuxer, new PacketReader(demuxer, lane), lane);
        }

        @Override
        public void close() {
            if (lane != null) {
                lane.close();
            }
            packets.close();
            demuxer.close();
        }
    }

    static FfmpegVideoDecoder open(SourceCallbacks callbacks, MediaSource source, DecodeLimits limits, int threads) {
        Parts parts = Parts.of(Demuxer.open(callbacks, source, limits), limits);
        try {
            return open(parts, limits, threads);
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    private static FfmpegVideoDecoder open(Parts parts, DecodeLimits limits, int threads) {
        FrameDecoder decoder = FrameDecoder.open(parts.packets(), limits, threads);
        try {
            if (!decoder.advance()) {
                throw Refusal.notAVideo("no frame of its "
                        + Tracks.codec(parts.demuxer().video().codecpar()) + " track could be decoded");
            }
            AVFrame first = decoder.frame();
            if (!limits.allow(first.width(), first.height())) {
                throw Refusal.tooLarge(first.width(), first.height(), limits);
            }
            return new FfmpegVideoDecoder(parts, decoder, limits);
        } catch (RuntimeException | Error e) {
            decoder.close();
            throw e;
        }
    }

    private static AudioIntake.Outcome openAudio(
            Parts parts, VideoDescription description, DecodeLimits limits, Optional<ClockJumps> jumps) {
        AVStream stream = parts.demuxer().audio();
        return stream == null || parts.lane() == null
                ? AudioIntake.Outcome.NONE
                : new AudioIntake(stream, parts.lane(), limits)
                        .open(
                                parts.packets(),
                                description.format().timeBase(),
                                description.shift(),
                                jumps.map(ClockJumps::track));
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
        Timeline.Stamp stamp = timeline.next(FrameDecoder.pts(frame), frame.duration(), decoder::followingPts);
        work.take(stamp.pts(), stamp.duration());
        PixelBuffer pixels = reader.read(frame, layout);
        return Optional.of(new DecodedFrame(pixels, stamp.pts(), stamp.duration()));
    }

    @Override
    public Optional<AudioFormat> audio() {
        return audio;
    }

    @Override
    public List<AudioPacket> takeAudio(long beforePts) {
        return lane == null ? List.of() : lane.take(beforePts);
    }

    @Override
    public long audioBytes() {
        return lane == null ? 0 : lane.bytes();
    }

    @Override
    public long decodeErrors() {
        return decoder.errors();
    }

    @Override
    public long audioErrors() {
        return lane == null ? 0 : lane.errors();
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
            changes.add((timeline.fixed() == 1
                            ? "the timestamp of 1 frame was"
                            : "timestamps of " + timeline.fixed() + " frames were")
                    + " missing, repeated or out of order, and set after the frame before");
        }
        if (audioErrors() > 0) {
            changes.add(audioErrors() + " packets of audio were damaged, repeated or out of order, and were left out");
        }
        return List.copyOf(changes);
    }

    @Override
    public void close() {
        ended = true;
        reader.close();
        decoder.close();
        parts.close();
    }
}
