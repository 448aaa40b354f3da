package io.tesela.media.ffmpeg;

import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.media.EncoderIdentity;
import io.tesela.media.SegmentEncoder;
import io.tesela.media.SegmentEncoderFactory;
import java.util.List;
import org.bytedeco.ffmpeg.global.avcodec;

/**
 * Opens FFmpeg's H.264 encoders: libx264, or libopenh264 in a build without GPL.
 *
 * <p>Threads: any; stateless.
 */
public final class FfmpegSegmentEncoderFactory implements SegmentEncoderFactory {
    /** @throws IllegalStateException if FFmpeg does not load here */
    public FfmpegSegmentEncoderFactory() {
        Ffmpeg.warmUp();
    }

    /** Returns FFmpeg's names of the encoders that can be asked for, best first. */
    public static List<String> availableEncoders() {
        return EncoderChoice.available();
    }

    @Override
    public EncoderIdentity identify(EncoderSettings settings) {
        EncoderChoice choice = EncoderChoice.of(settings);
        int version = avcodec.avcodec_version();
        String library = "libavcodec " + (version >> 16) + "." + (version >> 8 & 0xff) + "." + (version & 0xff);
        return new EncoderIdentity(choice.encoder(), library, choice.line());
    }

    @Override
    public SegmentEncoder open(VideoFormat format, EncoderSettings settings) {
        return FfmpegSegmentEncoder.open(format, settings, EncoderChoice.of(settings));
    }
}
