package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AC3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_ALAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_EAC3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_OPUS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_get_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_get_null_filter;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_init;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_send_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_get_audio_frame_duration2;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_ref;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;

import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.failure.TeselaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVBSFContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands on the packets of a codec that an MP4 holds, byte for byte; AAC without the ADTS header that a stream has before each. */
final class PassedAudio implements AudioConverter {
    private static final Logger LOG = LoggerFactory.getLogger(PassedAudio.class);

    /** What players of MP4 play, and what keeps every sample where some do not: never worse than decoding it once more. */
    private static final Set<Integer> CODECS = Set.of(
            AV_CODEC_ID_AAC,
            AV_CODEC_ID_MP3,
            AV_CODEC_ID_AC3,
            AV_CODEC_ID_EAC3,
            AV_CODEC_ID_OPUS,
            AV_CODEC_ID_FLAC,
            AV_CODEC_ID_ALAC);

    /** Codecs of which an MP4 says what only a packet tells. */
    private static final Set<Integer> TOLD_BY_PACKETS = Set.of(AV_CODEC_ID_AC3, AV_CODEC_ID_EAC3);

    /** How each packet of those begins. Source: ETSI TS 102 366, 4.4.1.1 (syncword). */
    private static final byte SYNC_HIGH = 0x0b;

    private static final byte SYNC_LOW = 0x77;

    private final AVCodecParameters parameters;
    private final AudioClock clock;
    private final AVBSFContext filter = new AVBSFContext(null);
    private final AVPacket packet = av_packet_alloc();
    private byte @Nullable [] sampleEntry;
    private boolean heard;
    private long errors;
    private boolean closed;

    private PassedAudio(AVStream stream, AudioClock clock) {
        this.parameters = stream.codecpar();
        this.clock = clock;
    }

    /** Returns whether an MP4 holds what such a track has, as it is. */
    static boolean takes(AVCodecParameters parameters) {
        return CODECS.contains(parameters.codec_id());
    }

    static PassedAudio open(AVStream stream, AudioClock clock) {
        PassedAudio opened = new PassedAudio(stream, clock);
        try {
            opened.start(stream);
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public String codec() {
        return Tracks.codec(parameters);
    }

    @Override
    public int sampleRate() {
        return parameters.sample_rate();
    }

    @Override
    public int padding() {
        return Math.max(0, parameters.initial_padding());
    }

    /** Of AAC that has not begun, the entry is that of its plain form, which a packet could only have confirmed. */
    @Override
    public Optional<byte[]> sampleEntry() {
        if (sampleEntry == null && isAdts()) {
            byte[] configuration = AacConfiguration.of(parameters);
            return configuration.length == 0
                    ? Optional.empty()
                    : Optional.of(AudioSampleEntry.of(parameters, configuration));
        }
        return Optional.ofNullable(sampleEntry);
    }

    @Override
    public List<AudioPacket> take(AVPacket taken) {
        boolean unheard = (taken.flags() & AV_PKT_FLAG_DISCARD) != 0;
        if (unheard && heard) {
            // What a decoder needs before a later edit has the times of the edit before it.
            return List.of();
        }
        heard |= !unheard;
        Ffmpeg.allocated(packet);
        int result = av_packet_ref(packet, taken);
        result = result < 0 ? result : av_bsf_send_packet(filter, packet);
        if (result < 0) {
            errors++;
            av_packet_unref(packet);
            return List.of();
        }
        List<AudioPacket> packets = new ArrayList<>();
        while ((result = av_bsf_receive_packet(filter, packet)) == 0) {
            if (packet.size() > 0 && described()) {
                AudioPacket passed = stamped();
                // Before time 0 nothing is heard; later there is nothing to say so of a packet with.
                if (!unheard || passed.pts() + passed.duration() <= 0) {
                    packets.add(passed);
                }
            }
            av_packet_unref(packet);
        }
        errors += Ffmpeg.passing(result) ? 0 : 1;
        return packets;
    }

    @Override
    public List<AudioPacket> finish() {
        return List.of();
    }

    @Override
    public long errors() {
        return errors;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            av_bsf_free(filter);
            av_packet_free(packet);
        }
    }

    private void start(AVStream stream) {
        boolean adts = isAdts();
        int result = adts
                ? av_bsf_alloc(Ffmpeg.allocated(av_bsf_get_by_name("aac_adtstoasc")), filter)
                : av_bsf_get_null_filter(filter);
        result = result < 0 ? result : avcodec_parameters_copy(filter.par_in(), parameters);
        if (result >= 0) {
            filter.time_base_in(stream.time_base());
            result = av_bsf_init(filter);
        }
        if (result < 0) {
            throw Refusal.unsupported(
                    "the audio " + codec() + " cannot be passed on: " + Ffmpeg.words(result), "audio that can");
        }
        if (!adts && !TOLD_BY_PACKETS.contains(parameters.codec_id())) {
            sampleEntry = AudioSampleEntry.of(parameters);
        }
    }

    /** AAC whose configuration is in front of every packet, instead of once in the file. */
    private boolean isAdts() {
        return parameters.codec_id() == AV_CODEC_ID_AAC && parameters.extradata_size() == 0;
    }

    /** A stream may begin in the middle of a packet, of which nothing can be told. */
    private boolean described() {
        if (sampleEntry == null) {
            try {
                sampleEntry = wellFormed() ? AudioSampleEntry.of(parameters, packet) : null;
            } catch (TeselaException e) {
                LOG.atDebug().setCause(e).log("a packet of audio does not say what it is");
            }
            errors += sampleEntry == null ? 1 : 0;
        }
        return sampleEntry != null;
    }

    private boolean wellFormed() {
        return !TOLD_BY_PACKETS.contains(parameters.codec_id())
                || (packet.size() > 1
                        && packet.data().get(0) == SYNC_HIGH
                        && packet.data().get(1) == SYNC_LOW);
    }

    private AudioPacket stamped() {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        AudioClock.Stamp stamp = clock.next(
                Ffmpeg.time(packet),
                packet.duration(),
                av_get_audio_frame_duration2(parameters, packet.size()),
                padding());
        return new AudioPacket(bytes, stamp.pts(), stamp.duration());
    }
}
