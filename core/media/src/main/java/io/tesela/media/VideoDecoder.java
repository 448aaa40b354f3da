package io.tesela.media;

import io.tesela.domain.audio.AudioFormat;
import io.tesela.domain.audio.AudioPacket;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.VideoFormat;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Decodes the frames of one video, upright, 8 bit, planar, of even size; its audio stays encoded.
 *
 * <ul>
 *   <li><b>Backpressure:</b> decodes only when asked; a codec holds the few frames its reordering needs.
 *   <li><b>Order:</b> presentation order, pts strictly increasing.
 *   <li><b>Threads:</b> one at a time, {@link #close} included; blocks while the source does. To end a blocked call,
 *       close the source.
 *   <li><b>Ownership:</b> the opener closes this, then the source.
 * </ul>
 */
public interface VideoDecoder extends AutoCloseable {
    /** Returns what the container and the codec said. */
    SourceVideo source();

    /** Returns what every frame of {@link #next} has in common. */
    VideoFormat format();

    /**
     * Decodes the next frame; empty at the end. The caller owns its samples.
     *
     * <p>Damaged data is skipped, and counted by {@link #decodeErrors}.
     *
     * @throws UncheckedIOException if the source failed; its cause is the source's exception
     */
    Optional<DecodedFrame> next(PixelLayout layout);

    /** Returns what the output says of the audio that goes along; empty if there is none, or none is wanted. */
    Optional<AudioFormat> audio();

    /**
     * Returns the audio that is due before a time, and forgets it; what is due later stays. Always the same packets with the same
     * frames, if this is called once for every frame, with its end.
     *
     * @param beforePts in the time base of the format; {@link Long#MAX_VALUE} for all that is left
     */
    List<AudioPacket> takeAudio(long beforePts);

    /** Returns how many bytes of audio wait to be taken; from any thread, and never blocks. */
    long audioBytes();

    /** Returns how many packets or frames of the video so far were damaged: skipped, or concealed by the codec. */
    long decodeErrors();

    /** Returns how many packets of the audio so far were left out, because they were damaged, repeated or out of order. */
    long audioErrors();

    /** Returns how many frames so far got another timestamp, because theirs was missing, repeated or out of order. */
    long fixedTimestamps();

    /** Returns one sentence for each thing that was changed so far: those of {@link SourceVideo#changes} first. */
    List<String> changes();

    /** Releases all native memory; may be called twice. */
    @Override
    void close();
}
