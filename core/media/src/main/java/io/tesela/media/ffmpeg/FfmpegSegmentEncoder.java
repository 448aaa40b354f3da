package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_CLOSED_GOP;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.media.EncodedPacket;
import io.tesela.media.EncoderHeader;
import io.tesela.media.SegmentEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** Encodes one segment with an H.264 encoder of FFmpeg. */
final class FfmpegSegmentEncoder implements SegmentEncoder {
    /** Longer than any segment: the only IDR frame is the first. */
    private static final int GOP_FRAMES = 1 << 20;

    private static final int B_FRAMES = 3;

    /** For rate control alone, where the container does not say. */
    private static final Ratio USUAL_RATE = new Ratio(25, 1);

    private final AVCodecContext codec;
    private final AVPacket packet;
    private final FrameWriter writer;
    private final EncoderHeader header;
    private long lastPts = Long.MIN_VALUE;
    private boolean finished;
    private boolean closed;

    private FfmpegSegmentEncoder(AVCodecContext codec, AVPacket packet, FrameWriter writer, EncoderHeader header) {
        this.codec = codec;
        this.packet = packet;
        this.writer = writer;
        this.header = header;
    }

    static FfmpegSegmentEncoder open(VideoFormat format, EncoderSettings settings, EncoderChoice choice) {
        AVCodec encoder = Ffmpeg.allocated(avcodec_find_encoder_by_name(choice.encoder()));
        AVCodecContext codec = Ffmpeg.allocated(avcodec_alloc_context3(encoder));
        FrameWriter writer = null;
        AVPacket packet = null;
        try {
            configure(codec, format, settings, choice);
            int result = avcodec_open2(codec, encoder, (AVDictionary) null);
            if (result < 0) {
                throw refused(format, choice, result);
            }
            EncoderHeader header = new EncoderHeader(extradata(codec), codec.has_b_frames(), choice.encoder());
            writer = new FrameWriter(format);
            packet = Ffmpeg.allocated(av_packet_alloc());
            return new FfmpegSegmentEncoder(codec, packet, writer, header);
        } catch (RuntimeException | Error e) {
            free(codec, packet, writer);
            throw e;
        }
    }

    @Override
    public EncoderHeader header() {
        return header;
    }

    @Override
    public List<EncodedPacket> encode(PixelBuffer frame, long pts) {
        if (finished || closed) {
            throw new IllegalStateException("encode: after the end of the segment (expected: before)");
        }
        if (pts <= lastPts) {
            throw new IllegalArgumentException("pts: " + pts + " (expected: above " + lastPts + ")");
        }
        AVFrame written = writer.write(frame);
        written.pts(pts);
        lastPts = pts;
        return send(written);
    }

    @Override
    public List<EncodedPacket> finish() {
        if (finished || closed) {
            throw new IllegalStateException("finish: after the end of the segment (expected: once)");
        }
        finished = true;
        return send(null);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            free(codec, packet, writer);
        }
    }

    private static void configure(
            AVCodecContext codec, VideoFormat format, EncoderSettings settings, EncoderChoice choice) {
        Ratio rate = format.frameRate().known() ? format.frameRate() : USUAL_RATE;
        codec.width(format.width()).height(format.height()).pix_fmt(AV_PIX_FMT_YUV420P);
        codec.time_base().num(format.timeBase().num()).den(format.timeBase().den());
        codec.framerate().num(rate.num()).den(rate.den());
        if (format.sar().known()) {
            codec.sample_aspect_ratio().num(format.sar().num()).den(format.sar().den());
        }
        ColorTags color = format.color();
        codec.color_primaries(color.primaries()).color_trc(color.transfer()).colorspace(color.matrix());
        codec.color_range(color.fullRange() ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG);
        codec.gop_size(GOP_FRAMES);
        codec.max_b_frames(choice.reorderable() ? B_FRAMES : 0);
        // One thread: the number of threads changes the bytes. Segments are encoded side by side instead.
        codec.thread_count(1);
        codec.flags(codec.flags() | AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP);
        if (!choice.reorderable()) {
            codec.bit_rate(EncoderChoice.bitsPerSecond(format, rate.value(), settings.crf()));
        }
        for (Map.Entry<String, String> option : choice.options().entrySet()) {
            int result = av_opt_set(codec.priv_data(), option.getKey(), option.getValue(), 0);
            if (result < 0) {
                throw Refusal.unsupported(
                        choice.encoder() + " does not take " + option.getKey() + "=" + option.getValue() + ": "
                                + Ffmpeg.words(result),
                        "a build of FFmpeg " + Ffmpeg.version() + " with this encoder");
            }
        }
    }

    private static TeselaException refused(VideoFormat format, EncoderChoice choice, int result) {
        return Refusal.unsupported(
                choice.encoder() + " does not encode " + format.width() + "x" + format.height() + " with "
                        + choice.line() + ": " + Ffmpeg.words(result),
                "a size and settings that the encoder takes");
    }

    private static byte[] extradata(AVCodecContext codec) {
        BytePointer data = codec.extradata();
        byte[] bytes = new byte[data == null ? 0 : codec.extradata_size()];
        if (data != null) {
            data.get(bytes);
        }
        return bytes;
    }

    private List<EncodedPacket> send(@Nullable AVFrame frame) {
        int result = avcodec_send_frame(codec, frame);
        if (result < 0) {
            throw failed(result);
        }
        List<EncodedPacket> packets = new ArrayList<>();
        while (true) {
            result = avcodec_receive_packet(codec, packet);
            if (result == AVERROR_EAGAIN() || result == AVERROR_EOF()) {
                return packets;
            }
            if (result < 0) {
                throw failed(result);
            }
            packets.add(copyOfPacket());
            av_packet_unref(packet);
        }
    }

    private EncodedPacket copyOfPacket() {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        return new EncodedPacket(bytes, packet.pts(), packet.dts(), (packet.flags() & AV_PKT_FLAG_KEY) != 0);
    }

    private TeselaException failed(int result) {
        return new TeselaException(
                FailureCode.INTERNAL,
                "the encoder " + header.encoder() + " failed: " + Ffmpeg.words(result) + " (expected: a packet)");
    }

    private static void free(AVCodecContext codec, @Nullable AVPacket packet, @Nullable FrameWriter writer) {
        avcodec_free_context(codec);
        if (packet != null) {
            av_packet_free(packet);
        }
        if (writer != null) {
            writer.close();
        }
    }
}
