package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_CH_LAYOUT_4POINT0;
import static org.bytedeco.ffmpeg.global.avutil.AV_CH_LAYOUT_5POINT0_BACK;
import static org.bytedeco.ffmpeg.global.avutil.AV_CH_LAYOUT_5POINT1_BACK;
import static org.bytedeco.ffmpeg.global.avutil.AV_CH_LAYOUT_7POINT1;
import static org.bytedeco.ffmpeg.global.avutil.AV_CH_LAYOUT_MONO;
import static org.bytedeco.ffmpeg.global.avutil.AV_CH_LAYOUT_STEREO;
import static org.bytedeco.ffmpeg.global.avutil.AV_CH_LAYOUT_SURROUND;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_from_mask;

import io.tesela.domain.audio.AudioPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Encodes AAC, with as many channels as its source has where AAC has an arrangement of so many, else with two.
 *
 * <p><b>Threads:</b> one at a time. <b>Ownership:</b> frames stay the caller's.
 */
final class AacEncoder implements AutoCloseable {
    /** AAC of FFmpeg's own encoder at this rate is not told from its source by most listeners; less is heard on cymbals and applause. */
    private static final long BITS_PER_CHANNEL = 96_000;

    /** Of audio with a rate that AAC has no word for. */
    private static final int USUAL_RATE = 48_000;

    /**
     * Arrangements of so many channels that AAC has a number for: of others it carries a description that many players do not read.
     *
     * <p>Source: ISO/IEC 14496-3, table 1.19 (channelConfiguration).
     */
    private static final Map<Integer, Long> ARRANGEMENTS = Map.of(
            1, AV_CH_LAYOUT_MONO,
            2, AV_CH_LAYOUT_STEREO,
            3, AV_CH_LAYOUT_SURROUND,
            4, AV_CH_LAYOUT_4POINT0,
            5, AV_CH_LAYOUT_5POINT0_BACK,
            6, AV_CH_LAYOUT_5POINT1_BACK,
            8, AV_CH_LAYOUT_7POINT1);

    private final AVCodecContext codec;
    private final AVPacket packet = av_packet_alloc();
    private long errors;
    private boolean closed;

    private AacEncoder(AVCodecContext codec) {
        this.codec = codec;
    }

    /** Opens an encoder for audio as it is in a file. */
    static AacEncoder open(AVCodecParameters source) {
        long arrangement = ARRANGEMENTS.getOrDefault(source.ch_layout().nb_channels(), AV_CH_LAYOUT_STEREO);
        AVCodec encoding = Ffmpeg.allocated(avcodec_find_encoder(AV_CODEC_ID_AAC));
        AVCodecContext codec = Ffmpeg.allocated(avcodec_alloc_context3(encoding));
        av_channel_layout_from_mask(codec.ch_layout(), arrangement);
        codec.sample_fmt(AV_SAMPLE_FMT_FLTP);
        codec.sample_rate(rateFor(source.sample_rate()));
        codec.time_base().num(1).den(codec.sample_rate());
        codec.bit_rate(codec.ch_layout().nb_channels() * BITS_PER_CHANNEL);
        codec.flags(codec.flags() | AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT);
        int result = avcodec_open2(codec, encoding, (AVDictionary) null);
        if (result < 0) {
            avcodec_free_context(codec);
            throw Refusal.unsupported(
                    "no AAC can be made of audio of " + source.sample_rate() + " Hz: " + Ffmpeg.words(result),
                    "audio that FFmpeg encodes");
        }
        return new AacEncoder(codec);
    }

    /** Returns the sample rate that audio of a given one gets. */
    static int rateFor(int sampleRate) {
        return AacConfiguration.RATES.contains(sampleRate) ? sampleRate : USUAL_RATE;
    }

    /** Returns the encoder, for those who have to know what it takes; valid until this is closed. */
    AVCodecContext codec() {
        return codec;
    }

    /** Returns the entry of {@code stsd} of what it encodes. */
    byte[] sampleEntry() {
        AVCodecParameters described = Ffmpeg.allocated(avcodec_parameters_alloc());
        try {
            if (avcodec_parameters_from_context(described, codec) < 0) {
                throw new OutOfMemoryError("FFmpeg could not describe an encoder");
            }
            return AudioSampleEntry.of(described);
        } finally {
            avcodec_parameters_free(described);
        }
    }

    /** Encodes a frame, or what is left if that is null; returns the packets that are ready. */
    List<AudioPacket> encode(@Nullable AVFrame frame) {
        Ffmpeg.allocated(packet);
        errors += avcodec_send_frame(codec, frame) < 0 ? 1 : 0;
        List<AudioPacket> packets = new ArrayList<>();
        while (avcodec_receive_packet(codec, packet) == 0) {
            if (packet.size() > 0) {
                byte[] bytes = new byte[packet.size()];
                packet.data().get(bytes);
                packets.add(new AudioPacket(bytes, packet.pts(), (int) Math.max(1, packet.duration())));
            } else {
                errors++;
            }
            av_packet_unref(packet);
        }
        return packets;
    }

    /** Returns how many frames or packets were left out. */
    long errors() {
        return errors;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            avcodec_free_context(codec);
            av_packet_free(packet);
        }
    }
}
