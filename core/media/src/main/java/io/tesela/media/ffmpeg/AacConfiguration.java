package io.tesela.media.ffmpeg;

import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;

/**
 * What a decoder of AAC must know, where no packet has told it yet.
 *
 * <pre>
 * bits
 *    5  audio object type
 *    4  index of the sample rate
 *    4  arrangement of the channels
 *    3  0
 * </pre>
 *
 * <p>Source: ISO/IEC 14496-3, 1.6.2.1 (AudioSpecificConfig).
 */
final class AacConfiguration {
    /** Source: ISO/IEC 14496-3, table 1.18. */
    static final List<Integer> RATES = List.of(
            96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350);

    private static final int LOW_COMPLEXITY = 2;
    private static final int LONG_TERM_PREDICTION = 4;
    private static final int EIGHT_CHANNELS = 7;

    private AacConfiguration() {}

    /** Returns the configuration of plain AAC; empty where more than that has to be said, as of HE-AAC. */
    static byte[] of(AVCodecParameters parameters) {
        int rate = RATES.indexOf(parameters.sample_rate());
        int channels = parameters.ch_layout().nb_channels();
        int arrangement = channels == EIGHT_CHANNELS + 1 ? EIGHT_CHANNELS : channels;
        int type = parameters.profile() < 0 ? LOW_COMPLEXITY : parameters.profile() + 1;
        if (rate < 0 || arrangement > EIGHT_CHANNELS || type > LONG_TERM_PREDICTION) {
            return new byte[0];
        }
        int bits = type << 11 | rate << 7 | arrangement << 3;
        return new byte[] {(byte) (bits >>> Byte.SIZE), (byte) bits};
    }
}
