package io.tesela.ingest.testing;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.media.EncoderIdentity;
import io.tesela.media.SegmentEncoder;
import io.tesela.media.SegmentEncoderFactory;

/** Knows H.264 by name; encodes nothing, as an ingest does. */
public final class FakeEncoders implements SegmentEncoderFactory {
    @Override
    public EncoderIdentity identify(EncoderSettings settings) {
        if (!settings.codec().equals("h264")) {
            throw new TeselaException(
                    FailureCode.UNSUPPORTED_CODEC, "codec: " + settings.codec() + " (expected: h264)");
        }
        return new EncoderIdentity("fake", "0", "");
    }

    @Override
    public SegmentEncoder open(VideoFormat format, EncoderSettings settings) {
        throw new UnsupportedOperationException("open (expected: no encoding in an ingest)");
    }
}
