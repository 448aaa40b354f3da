package io.tesela.media.ffmpeg;

import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.global.avcodec;

/**
 * Which encoder settings mean, and what is set on it.
 *
 * @param encoder FFmpeg's name
 * @param reorderable whether it makes B-frames
 * @param options of the encoder itself, by FFmpeg's names
 */
record EncoderChoice(String encoder, boolean reorderable, Map<String, String> options) {
    private static final String AUTO = "auto";
    private static final String CODEC = "h264";
    private static final String X264 = "libx264";
    private static final String OPENH264 = "libopenh264";

    /** Encoders whose segments are independent and whose bytes are the same on every run, best first. */
    private static final List<String> KNOWN = List.of(X264, OPENH264);

    private static final List<String> PRESETS = List.of(
            "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo");

    /**
     * Without cpu-independent the bytes differ from process to process where the width in macroblocks is no multiple
     * of 8, and from one type of processor to another everywhere.
     */
    private static final String X264_PARAMETERS = "scenecut=0:open-gop=0:cpu-independent=1";

    /**
     * Bits per pixel for an encoder that has no constant quality, at {@link #MIDDLE_CRF}. x264 veryfast takes 0.03 to
     * 0.12 there, measured on three natural clips of 540 to 1080 rows; this is the upper end, so that none looks worse.
     */
    private static final double MIDDLE_BITS_PER_PIXEL = 0.12;

    private static final int MIDDLE_CRF = 23;
    /** Steps of crf that halve the bits. */
    private static final double HALVING_CRF = 6;

    private static final long LEAST_BITS_PER_SECOND = 100_000;
    private static final long MOST_BITS_PER_SECOND = 200_000_000;

    EncoderChoice {
        options = Map.copyOf(options);
    }

    /** Returns the encoders that this build of FFmpeg has, best first. */
    static List<String> available() {
        return KNOWN.stream()
                .filter(name -> avcodec.avcodec_find_encoder_by_name(name) != null)
                .toList();
    }

    /** @throws io.tesela.domain.failure.TeselaException {@code UNSUPPORTED_CODEC} */
    static EncoderChoice of(EncoderSettings settings) {
        if (!settings.codec().equals(CODEC)) {
            throw Refusal.unsupported("codec: " + settings.codec(), CODEC);
        }
        List<String> available = available();
        String encoder = settings.encoder();
        if (encoder.equals(AUTO) && !available.isEmpty()) {
            encoder = available.get(0);
        }
        if (!available.contains(encoder)) {
            throw Refusal.unsupported("encoder: " + settings.encoder(), oneOf(available));
        }
        if (!encoder.equals(X264)) {
            return new EncoderChoice(encoder, false, Map.of("allow_skip_frames", "0", "rc_mode", "quality"));
        }
        if (!PRESETS.contains(settings.preset())) {
            throw Refusal.unsupported("preset: " + settings.preset(), "one of " + String.join(", ", PRESETS));
        }
        return new EncoderChoice(encoder, true, x264(settings));
    }

    /** Returns the bits per second for an encoder that has no constant rate factor. */
    static long bitsPerSecond(VideoFormat format, double framesPerSecond, int crf) {
        double bitsPerPixel = MIDDLE_BITS_PER_PIXEL * Math.pow(2, (MIDDLE_CRF - crf) / HALVING_CRF);
        double wanted = bitsPerPixel * format.width() * format.height() * framesPerSecond;
        return Math.round(Math.min(Math.max(wanted, LEAST_BITS_PER_SECOND), MOST_BITS_PER_SECOND));
    }

    /** Returns the options in one line, in a fixed order. */
    String line() {
        return options.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining(" "));
    }

    private static Map<String, String> x264(EncoderSettings settings) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("preset", settings.preset());
        options.put("crf", String.valueOf(settings.crf()));
        options.put("x264-params", X264_PARAMETERS);
        return options;
    }

    private static String oneOf(List<String> available) {
        List<String> names = new ArrayList<>();
        if (!available.isEmpty()) {
            names.add(AUTO);
            names.addAll(available);
        }
        return names.isEmpty() ? "an FFmpeg with an H.264 encoder" : "one of " + String.join(", ", names);
    }
}
