package io.tesela.media;

/**
 * One encoded frame.
 *
 * <p>Ownership: wraps the array it is given and hands it out without a copy; nobody writes to it.
 */
public final class EncodedPacket {
    private final byte[] bytes;
    private final long pts;
    private final long dts;
    private final boolean keyframe;

    /**
     * @param bytes NAL units with Annex B start codes
     * @param pts that the frame was encoded with
     * @param dts of the encoder alone, without meaning across segments
     * @param keyframe whether decoding can begin here
     */
    public EncodedPacket(byte[] bytes, long pts, long dts, boolean keyframe) {
        this.bytes = bytes;
        this.pts = pts;
        this.dts = dts;
        this.keyframe = keyframe;
    }

    /** Returns the NAL units with Annex B start codes; the array itself. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the pts that the frame was encoded with. */
    public long pts() {
        return pts;
    }

    /** Returns the encoder's own dts; a file's dts are made from the pts of the whole job instead. */
    public long dts() {
        return dts;
    }

    /** Returns whether decoding can begin here. */
    public boolean keyframe() {
        return keyframe;
    }

    @Override
    public String toString() {
        return "pts " + pts + ", " + bytes.length + " bytes" + (keyframe ? ", keyframe" : "");
    }
}
