package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import io.tesela.domain.audio.AudioPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Makes AAC of the packets of any codec that FFmpeg decodes.
 *
 * <p>Damaged packets are left out and counted: what was there is not heard, and what follows keeps its time.
 */
final class TranscodedAudio implements AudioConverter {
    /** AAC of FFmpeg's own encoder at this rate is not told from its source by most listeners; less is heard on cymbals and applause. */
    private static final long BITS_PER_CHANNEL = 96_000;

    /** Of audio with a rate that AAC has no word for. */
    private static final int USUAL_RATE = 48_000;

    /** Numbers of channels that AAC has a usual arrangement for; every other is mixed down to the last. */
    private static final List<Integer> CHANNELS = List.of(1, 3, 4, 5, 6, 8, 2);

    private final AudioClock clock;
    private final AVCodecContext decoder;
    private final AVCodecContext encoder;
    private final AVFrame frame = av_frame_alloc();
    private final AVPacket packet = av_packet_alloc();
    private @Nullable SampleConverter converter;
    private byte[] sampleEntry = new byte[0];
    private long errors;
    private long lastPts = Long.MIN_VALUE;
    private boolean closed;

    private TranscodedAudio(AVCodec decoding, AVCodec encoding, AudioClock clock) {
        this.clock = clock;
        this.decoder = avcodec_alloc_context3(decoding);
        this.encoder = avcodec_alloc_context3(encoding);
    }

    /**
     * Opens decoder and encoder.
     *
     * @throws io.tesela.domain.failure.TeselaException UNSUPPORTED_CODEC if FFmpeg does not decode such a track
     */
    static TranscodedAudio open(AVStream stream, AudioClock clock) {
        AVCodec decoding = avcodec_find_decoder(stream.codecpar().codec_id());
        if (decoding == null) {
            throw Refusal.unsupported(
                    "there is no decoder for the audio codec " + Tracks.codec(stream.codecpar()),
                    "one that FFmpeg decodes");
        }
        AVCodec encoding = Ffmpeg.allocated(avcodec_find_encoder(AV_CODEC_ID_AAC));
        TranscodedAudio opened = new TranscodedAudio(decoding, encoding, clock);
        try {
            opened.openDecoder(stream, decoding);
            opened.openEncoder(stream.codecpar(), encoding);
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** Returns the sample rate that audio of a given one gets. */
    static int rateFor(int sampleRate) {
        return AacConfiguration.RATES.contains(sampleRate) ? sampleRate : USUAL_RATE;
    }

    @Override
    public String codec() {
        return "aac";
    }

    @Override
    public int sampleRate() {
        return encoder.sample_rate();
    }

    @Override
    public int padding() {
        return encoder.initial_padding();
    }

    @Override
    public Optional<byte[]> sampleEntry() {
        return Optional.of(sampleEntry);
    }

    @Override
    public List<AudioPacket> take(AVPacket taken) {
        errors += avcodec_send_packet(decoder, taken) < 0 ? 1 : 0;
        return decoded();
    }

    @Override
    public List<AudioPacket> finish() {
        avcodec_send_packet(decoder, null);
        List<AudioPacket> packets = new ArrayList<>(decoded());
        if (converter != null) {
            converter.finish();
            packets.addAll(converted());
        }
        avcodec_send_frame(encoder, null);
        packets.addAll(encoded());
        return packets;
    }

    @Override
    public long errors() {
        return errors;
    }

    @Override
    public long fixedTimestamps() {
        return clock.fixed();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (converter != null) {
                converter.close();
            }
            avcodec_free_context(decoder);
            avcodec_free_context(encoder);
            av_frame_free(frame);
            av_packet_free(packet);
        }
    }

    private void openDecoder(AVStream stream, AVCodec decoding) {
        Ffmpeg.allocated(decoder);
        Ffmpeg.allocated(encoder);
        Ffmpeg.allocated(frame);
        Ffmpeg.allocated(packet);
        avcodec_parameters_to_context(decoder, stream.codecpar());
        decoder.pkt_timebase(stream.time_base());
        decoder.thread_count(1);
        decoder.flags(decoder.flags() | AV_CODEC_FLAG_BITEXACT);
        require(
                avcodec_open2(decoder, decoding, (AVDictionary) null),
                "the audio codec " + Tracks.codec(stream.codecpar()));
    }

    private void openEncoder(AVCodecParameters source, AVCodec encoding) {
        int channels = source.ch_layout().nb_channels();
        int shown = CHANNELS.contains(channels) ? channels : CHANNELS.get(CHANNELS.size() - 1);
        av_channel_layout_default(encoder.ch_layout(), shown);
        encoder.sample_fmt(AV_SAMPLE_FMT_FLTP);
        encoder.sample_rate(rateFor(source.sample_rate()));
        encoder.time_base().num(1).den(encoder.sample_rate());
        encoder.bit_rate(shown * BITS_PER_CHANNEL);
        encoder.flags(encoder.flags() | AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT);
        require(avcodec_open2(encoder, encoding, (AVDictionary) null), "AAC");
        AVCodecParameters described = Ffmpeg.allocated(avcodec_parameters_alloc());
        try {
            require(avcodec_parameters_from_context(described, encoder), "AAC");
            sampleEntry = AudioSampleEntry.of(described);
        } finally {
            avcodec_parameters_free(described);
        }
    }

    private static void require(int result, String what) {
        if (result < 0) {
            throw Refusal.unsupported(
                    what + " does not open: " + Ffmpeg.words(result), "audio that FFmpeg makes AAC of");
        }
    }

    private List<AudioPacket> decoded() {
        List<AudioPacket> packets = new ArrayList<>();
        int result;
        while ((result = avcodec_receive_frame(decoder, frame)) == 0) {
            if (frame.nb_samples() > 0) {
                packets.addAll(convert());
            }
            av_frame_unref(frame);
        }
        errors += Ffmpeg.passing(result) ? 0 : 1;
        return packets;
    }

    private List<AudioPacket> convert() {
        AudioClock.Stamp stamp = clock.next(FrameDecoder.pts(frame), frame.duration(), lengthInOutput(), 0);
        frame.pts(stamp.pts());
        if (converter == null || !converter.takes(frame)) {
            List<AudioPacket> before = changeConverter();
            List<AudioPacket> after = pushed();
            before.addAll(after);
            return before;
        }
        return pushed();
    }

    private int lengthInOutput() {
        return (int) ((long) frame.nb_samples() * encoder.sample_rate() / Math.max(1, frame.sample_rate()));
    }

    private List<AudioPacket> pushed() {
        SampleConverter open = converter;
        if (open == null || open.push(frame) < 0) {
            errors++;
            return List.of();
        }
        return converted();
    }

    /** The samples have changed their form; what the converter of the old form holds comes first. */
    private List<AudioPacket> changeConverter() {
        List<AudioPacket> held = new ArrayList<>();
        if (converter != null) {
            converter.finish();
            held.addAll(converted());
            converter.close();
        }
        converter = SampleConverter.open(frame, encoder);
        return held;
    }

    private List<AudioPacket> converted() {
        List<AudioPacket> packets = new ArrayList<>();
        AVFrame samples = Ffmpeg.allocated(av_frame_alloc());
        try {
            while (converter != null && converter.pull(samples)) {
                errors += avcodec_send_frame(encoder, samples) < 0 ? 1 : 0;
                packets.addAll(encoded());
                av_frame_unref(samples);
            }
        } finally {
            av_frame_free(samples);
        }
        return packets;
    }

    private List<AudioPacket> encoded() {
        List<AudioPacket> packets = new ArrayList<>();
        while (avcodec_receive_packet(encoder, packet) == 0) {
            if (packet.size() > 0 && packet.pts() > lastPts) {
                lastPts = packet.pts();
                byte[] bytes = new byte[packet.size()];
                packet.data().get(bytes);
                packets.add(new AudioPacket(bytes, packet.pts(), (int) Math.max(1, packet.duration())));
            }
            av_packet_unref(packet);
        }
        return packets;
    }
}
