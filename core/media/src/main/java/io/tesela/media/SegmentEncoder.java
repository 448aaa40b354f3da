package io.tesela.media;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelBuffer;
import java.util.List;

/**
 * Encodes one segment: a closed GOP that begins with an IDR frame and needs no other segment.
 *
 * <p>The same frames, format and settings give the same bytes in any process on any machine of the same
 * {@link EncoderIdentity}.
 *
 * <ul>
 *   <li><b>Backpressure:</b> holds the frames of its look-ahead (a dozen or two), in native memory.
 *   <li><b>Order:</b> frames go in by increasing pts; packets come out in decoding order.
 *   <li><b>Threads:</b> one at a time; works on the caller's thread alone.
 *   <li><b>Ownership:</b> reads a frame's samples during the call only; the opener closes this.
 *   <li><b>Errors:</b> a {@link TeselaException} {@code INTERNAL}; the encoder is then of no use but to be closed.
 * </ul>
 */
public interface SegmentEncoder extends AutoCloseable {
    /** Returns what the file must know; available before the first frame. */
    EncoderHeader header();

    /**
     * Encodes one frame; returns the packets that are ready, possibly none.
     *
     * @param frame of the format's size; {@code LUMA} frames get neutral chroma
     * @param pts above that of the frame before, in the format's time base
     */
    List<EncodedPacket> encode(PixelBuffer frame, long pts);

    /** Ends the segment; returns the packets still held. No frame may follow. */
    List<EncodedPacket> finish();

    /** Releases all native memory; may be called twice. */
    @Override
    void close();
}
