package io.tesela.domain.audio;

import java.util.Base64;

/**
 * The audio track of a job's output, as its MP4 describes it before the first packet.
 *
 * @param codec FFmpeg's name of the codec, such as {@code aac}
 * @param timescale ticks per second of every timestamp: the sample rate; above 0
 * @param primingTicks by how much the first packet comes before time 0, to be decoded and not heard; 0 or more
 * @param sampleEntry the entry of {@code stsd}, a whole box such as {@code mp4a}, in Base64
 */
public record AudioFormat(String codec, int timescale, long primingTicks, String sampleEntry) {
    /** Far more than any codec has to say, and little enough for the record that opens a job. */
    private static final int MAX_SAMPLE_ENTRY_CHARACTERS = 64 << 10;

    /** A minute of the highest sample rate: what a decoder has to throw away is less than a second. */
    private static final long MAX_PRIMING_TICKS = 1L << 24;

    public AudioFormat {
        if (codec.isBlank()) {
            throw new IllegalArgumentException("codec: \"" + codec + "\" (expected: a name)");
        }
        if (timescale < 1) {
            throw new IllegalArgumentException("timescale: " + timescale + " (expected: > 0)");
        }
        if (primingTicks < 0 || primingTicks > MAX_PRIMING_TICKS) {
            throw new IllegalArgumentException(
                    "primingTicks: " + primingTicks + " (expected: 0 to " + MAX_PRIMING_TICKS + ")");
        }
        if (sampleEntry.length() > MAX_SAMPLE_ENTRY_CHARACTERS) {
            throw new IllegalArgumentException("sampleEntry: " + sampleEntry.length() + " characters (expected: "
                    + MAX_SAMPLE_ENTRY_CHARACTERS + " at most)");
        }
        if (Base64.getDecoder().decode(sampleEntry).length == 0) {
            throw new IllegalArgumentException("sampleEntry: empty (expected: a box)");
        }
    }

    /** Makes a format of the bytes of its sample entry. */
    public static AudioFormat of(String codec, int timescale, long primingTicks, byte[] sampleEntry) {
        return new AudioFormat(
                codec, timescale, primingTicks, Base64.getEncoder().encodeToString(sampleEntry));
    }

    /** Returns the entry of {@code stsd}, a copy. */
    public byte[] sampleEntryBytes() {
        return Base64.getDecoder().decode(sampleEntry);
    }
}
