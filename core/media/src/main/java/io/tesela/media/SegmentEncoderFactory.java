package io.tesela.media;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;

/** Opens one encoder a segment. */
public interface SegmentEncoderFactory {
    /**
     * Returns which encoder these settings mean on this machine, without opening it: the check at the handshake.
     *
     * @throws TeselaException {@code UNSUPPORTED_CODEC} if the codec, the encoder or the preset is not there
     */
    EncoderIdentity identify(EncoderSettings settings);

    /**
     * Opens the encoder of one segment.
     *
     * <ul>
     *   <li><b>Threads:</b> any; encoders are independent of each other, so segments may be encoded side by side.
     *   <li><b>Ownership:</b> the caller closes the encoder; after a failure nothing is left open.
     * </ul>
     *
     * @throws TeselaException {@code UNSUPPORTED_CODEC} as for {@link #identify}, or if the encoder refuses the format
     */
    SegmentEncoder open(VideoFormat format, EncoderSettings settings);
}
