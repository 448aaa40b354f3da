package io.tesela.domain.job;

/**
 * How the output is encoded; part of the job, so that every assembler makes the same bytes.
 *
 * @param codec what the client asked for; {@code h264}
 * @param encoder FFmpeg's name of the encoder, or {@code auto}: libx264, else libopenh264
 * @param preset x264 preset
 * @param crf constant rate factor, 0 to 51
 */
public record EncoderSettings(String codec, String encoder, String preset, int crf) {
    /** H.264 by the best encoder there is, x264 veryfast at crf 23. */
    public static final EncoderSettings DEFAULT = new EncoderSettings("h264", "auto", "veryfast", 23);

    public EncoderSettings {
        if (crf < 0 || crf > 51) {
            throw new IllegalArgumentException("crf: " + crf + " (expected: 0 to 51)");
        }
    }
}
