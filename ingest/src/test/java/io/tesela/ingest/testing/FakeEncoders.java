package io.tesela.ingest.testing;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.ingest.preview.PreviewDesk;
import io.tesela.ingest.preview.PreviewMaker;
import io.tesela.media.EncoderIdentity;
import io.tesela.media.SegmentEncoder;
import io.tesela.media.SegmentEncoderFactory;
import io.tesela.media.ffmpeg.FfmpegPreviews;
import reactor.core.scheduler.Schedulers;

/** Knows H.264 by name; encodes nothing, as an ingest does. */
public final class FakeEncoders implements SegmentEncoderFactory {
    /** Returns what makes no previews: outputs are no videos here. */
    public static PreviewDesk previews() {
        return new PreviewDesk(noPreviews(), 1, Schedulers.immediate());
    }

    /** Returns a maker that can make none. */
    public static PreviewMaker noPreviews() {
        return new PreviewMaker(
                (source, limits) -> {
                    throw new UnsupportedOperationException("open (expected: no output is decoded here)");
                },
                new FfmpegPreviews());
    }

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
