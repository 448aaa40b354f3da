package io.tesela.media;

import java.util.Arrays;

/**
 * What a file must know of an encoder before its first packet; equal for every segment of a job.
 *
 * <p>Ownership: wraps the array it is given and hands it out without a copy; nobody writes to it.
 */
public final class EncoderHeader {
    private final byte[] extradata;
    private final int reorderFrames;
    private final String encoder;

    /**
     * @param extradata SPS and PPS with Annex B start codes
     * @param reorderFrames how many frames a decoder holds back to show them in order, 0 or more
     * @param encoder FFmpeg's name of the encoder
     */
    public EncoderHeader(byte[] extradata, int reorderFrames, String encoder) {
        if (extradata.length == 0) {
            throw new IllegalArgumentException("extradata: 0 bytes (expected: SPS and PPS)");
        }
        if (reorderFrames < 0) {
            throw new IllegalArgumentException("reorderFrames: " + reorderFrames + " (expected: >= 0)");
        }
        this.extradata = extradata;
        this.reorderFrames = reorderFrames;
        this.encoder = encoder;
    }

    /** Returns SPS and PPS with Annex B start codes; the array itself. */
    public byte[] extradata() {
        return extradata;
    }

    /** Returns how many frames a decoder holds back to show them in order. */
    public int reorderFrames() {
        return reorderFrames;
    }

    /** Returns FFmpeg's name of the encoder. */
    public String encoder() {
        return encoder;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncoderHeader that
                && Arrays.equals(extradata, that.extradata)
                && reorderFrames == that.reorderFrames
                && encoder.equals(that.encoder);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(extradata) + reorderFrames;
    }

    @Override
    public String toString() {
        return encoder + ", " + extradata.length + " bytes, reorder " + reorderFrames;
    }
}
