package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVCodec;

/**
 * The decoders of FFmpeg that are given what strangers send: those of cameras, phones, editors, screen recorders, broadcast, the web and
 * its past. The hundreds of others, of old games and never used devices, are where FFmpeg is looked at and fuzzed least, and {@code
 * wrapped_avframe} takes what a file says for an address in memory.
 *
 * <p><b>Threads:</b> any.
 */
final class AllowedDecoders {
    private static final String VIDEO = "h264 hevc vvc libdav1d libaom-av1 apv vp6 vp6a vp6f vp8 vp9"
            + " mpeg1video mpeg2video mpegvideo mpeg4 msmpeg4v1 msmpeg4v2 msmpeg4 h261 h263 h263i h263p flv"
            + " theora vp3 dirac vc1 wmv1 wmv2 wmv3 rv10 rv20 rv30 rv40 mjpeg mjpegb jpeg2000"
            + " prores dnxhd cfhd hap dvvideo ffv1 huffyuv ffvhuff utvideo magicyuv lagarith"
            + " rawvideo v210 v308 v408 v410 r210 cinepak svq1 svq3 qtrle rpza smc"
            + " indeo3 indeo4 indeo5 msvideo1 flashsv flashsv2 camtasia tscc2 mss2 fraps"
            + " png apng gif bmp webp";

    private static final String AUDIO = "aac aac_latm mp1 mp1float mp2 mp2float mp3 mp3float ac3 eac3 dca truehd mlp"
            + " opus libopus vorbis flac alac wavpack tta speex libspeex amrnb libopencore_amrnb amrwb libopencore_amrwb"
            + " gsm gsm_ms qcelp nellymoser wmav1 wmav2 wmapro wmalossless wmavoice cook atrac3 sipr real_144 real_288 qdm2"
            + " dvaudio s302m g726 g726le adpcm_ms adpcm_ima_wav adpcm_ima_qt adpcm_swf adpcm_yamaha"
            + " pcm_alaw pcm_mulaw pcm_bluray pcm_dvd pcm_u8 pcm_s8 pcm_s16le pcm_s16be pcm_u16le pcm_u16be"
            + " pcm_s24le pcm_s24be pcm_s32le pcm_s32be pcm_s64le pcm_s64be pcm_f32le pcm_f32be pcm_f64le pcm_f64be";

    private static final Set<String> NAMES = Stream.of(VIDEO, AUDIO)
            .flatMap(names -> Arrays.stream(names.split(" ")))
            .collect(Collectors.toUnmodifiableSet());

    private AllowedDecoders() {}

    /** Returns FFmpeg's names of them. */
    static Set<String> names() {
        return NAMES;
    }

    /** Returns them as FFmpeg wants a {@code codec_whitelist} written. */
    static String whitelist() {
        return NAMES.stream().sorted().collect(Collectors.joining(","));
    }

    /** Returns the decoder that FFmpeg prefers for a codec, if it is one of them. */
    static Optional<AVCodec> of(int codecId) {
        AVCodec decoder = avcodec_find_decoder(codecId);
        return decoder == null || !NAMES.contains(decoder.name().getString()) ? Optional.empty() : Optional.of(decoder);
    }
}
