package io.tesela.media.process;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.SourceVideo;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The fields of messages that are more than a number: written and read in the same order, which is that of their components.
 *
 * <p><b>Errors:</b> of {@link Pipe}; a value that its type refuses is an {@link IllegalArgumentException}.
 */
final class Values {
    /** A packet cannot have fewer bytes than one. */
    private static final int MOST_AUDIO_PACKETS = DecodeLimits.MOST_AUDIO_BYTES;

    private Values() {}

    static void write(DataOutputStream out, DecodeLimits limits) throws IOException {
        out.writeInt(limits.frame().maxWidth());
        out.writeInt(limits.frame().maxHeight());
        out.writeLong(limits.frame().maxPixels());
        out.writeLong(limits.work().maxFrames());
        out.writeLong(limits.work().maxDuration().toMillis());
        out.writeLong(limits.work().maxPixelsPerSecond());
        out.writeInt(limits.maxTracks());
        out.writeInt(limits.probeBytes());
        out.writeInt(limits.audioBytes());
    }

    static DecodeLimits readLimits(DataInputStream in) throws IOException {
        DecodeLimits.Frame frame = new DecodeLimits.Frame(in.readInt(), in.readInt(), in.readLong());
        DecodeLimits.Work work = new DecodeLimits.Work(in.readLong(), Duration.ofMillis(in.readLong()), in.readLong());
        return new DecodeLimits(frame, work, in.readInt(), in.readInt(), in.readInt());
    }

    static void write(DataOutputStream out, VideoFormat format) throws IOException {
        out.writeInt(format.width());
        out.writeInt(format.height());
        out.writeInt(format.timeBase().num());
        out.writeInt(format.timeBase().den());
        write(out, format.frameRate());
        write(out, format.sar());
        out.writeInt(format.color().primaries());
        out.writeInt(format.color().transfer());
        out.writeInt(format.color().matrix());
        out.writeBoolean(format.color().fullRange());
    }

    static VideoFormat readFormat(DataInputStream in) throws IOException {
        return new VideoFormat(
                in.readInt(),
                in.readInt(),
                new TimeBase(in.readInt(), in.readInt()),
                readRatio(in),
                readRatio(in),
                new ColorTags(in.readInt(), in.readInt(), in.readInt(), in.readBoolean()));
    }

    static void write(Pipe pipe, DataOutputStream out, SourceVideo source) throws IOException {
        pipe.writeText(source.container());
        pipe.writeText(source.codec());
        out.writeInt(source.storedWidth());
        out.writeInt(source.storedHeight());
        out.writeInt(source.width());
        out.writeInt(source.height());
        out.writeInt(source.rotation());
        write(out, source.sar());
        write(out, source.frameRate());
        pipe.writeText(source.pixelFormat());
        pipe.writeText(source.color());
        out.writeLong(source.totalFrames().orElse(-1L));
        out.writeDouble(source.durationSeconds().orElse(-1));
        out.writeBoolean(source.interlaced());
        out.writeLong(source.timestampShift());
        pipe.writeText(source.audioCodec().orElse(""));
        pipe.writeLines(source.droppedTracks());
        pipe.writeLines(source.changes());
    }

    static SourceVideo readSource(Pipe pipe) throws IOException {
        DataInputStream in = pipe.fields();
        return new SourceVideo(
                pipe.readText(),
                pipe.readText(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                readRatio(in),
                readRatio(in),
                pipe.readText(),
                pipe.readText(),
                Optional.of(in.readLong()).filter(frames -> frames >= 0),
                readSeconds(in),
                in.readBoolean(),
                in.readLong(),
                Optional.of(pipe.readText()).filter(codec -> !codec.isEmpty()),
                pipe.readLines(),
                pipe.readLines());
    }

    static void write(Pipe pipe, DataOutputStream out, Optional<AudioFormat> audio) throws IOException {
        out.writeBoolean(audio.isPresent());
        if (audio.isPresent()) {
            AudioFormat format = audio.get();
            pipe.writeText(format.codec());
            out.writeInt(format.timescale());
            out.writeLong(format.primingTicks());
            pipe.writeText(format.sampleEntry());
        }
    }

    static Optional<AudioFormat> readAudioFormat(Pipe pipe) throws IOException {
        DataInputStream in = pipe.fields();
        return in.readBoolean()
                ? Optional.of(new AudioFormat(pipe.readText(), in.readInt(), in.readLong(), pipe.readText()))
                : Optional.empty();
    }

    /** The receiver knows what size it has. */
    static void write(DataOutputStream out, DecodedFrame frame) throws IOException {
        out.writeLong(frame.pts());
        out.writeLong(frame.duration());
        out.write(frame.pixels().samples());
    }

    static DecodedFrame readFrame(Pipe pipe, VideoFormat format, PixelLayout layout) throws IOException {
        long pts = pipe.fields().readLong();
        long duration = pipe.fields().readLong();
        byte[] samples = pipe.readBytes(layout.bytes(format.width(), format.height()));
        return new DecodedFrame(new PixelBuffer(layout, format.width(), format.height(), samples), pts, duration);
    }

    static void write(DataOutputStream out, List<AudioPacket> packets) throws IOException {
        out.writeInt(packets.size());
        for (AudioPacket packet : packets) {
            out.writeLong(packet.pts());
            out.writeInt(packet.duration());
            out.writeInt(packet.bytes().length);
            out.write(packet.bytes());
        }
    }

    static List<AudioPacket> readPackets(Pipe pipe) throws IOException {
        List<AudioPacket> packets = new ArrayList<>();
        int room = DecodeLimits.MOST_AUDIO_BYTES;
        for (int count = pipe.readCount(MOST_AUDIO_PACKETS); count > 0; count--) {
            long pts = pipe.fields().readLong();
            int duration = pipe.fields().readInt();
            byte[] bytes = pipe.readBytes(pipe.readCount(room));
            room -= bytes.length;
            packets.add(new AudioPacket(bytes, pts, duration));
        }
        return packets;
    }

    private static void write(DataOutputStream out, Ratio ratio) throws IOException {
        out.writeInt(ratio.num());
        out.writeInt(ratio.den());
    }

    private static Ratio readRatio(DataInputStream in) throws IOException {
        return new Ratio(in.readInt(), in.readInt());
    }

    private static OptionalDouble readSeconds(DataInputStream in) throws IOException {
        double seconds = in.readDouble();
        return seconds < 0 ? OptionalDouble.empty() : OptionalDouble.of(seconds);
    }
}
