package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BITEXACT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.ColorTags;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.jspecify.annotations.Nullable;

/**
 * Converts frames of any pixel format and size to planar 4:2:0 of one size, in the range and matrix of the tags.
 *
 * <ul>
 *   <li><b>Threads:</b> one at a time.
 *   <li><b>Ownership:</b> owns one native frame, which each call overwrites.
 * </ul>
 */
final class PixelConverter implements AutoCloseable {
    /** Bit-exact: a frame decoded again after a crash must give the same samples, on any processor. */
    private static final int FLAGS = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_BITEXACT;

    private static final int UNITY = 1 << 16;

    private final ColorTags color;
    private final AVFrame target;
    private @Nullable SwsContext scaler;
    private int fromWidth;
    private int fromHeight;
    private int fromFormat;
    private boolean fromFullRange;

    /**
     * @param width of the frames returned, in pixels
     * @param height of the frames returned, in pixels
     */
    PixelConverter(int width, int height, ColorTags color) {
        this.color = color;
        this.target = Ffmpeg.allocated(av_frame_alloc());
        target.width(width).height(height).format(AV_PIX_FMT_YUV420P);
        if (av_frame_get_buffer(target, 0) < 0) {
            av_frame_free(target);
            throw new OutOfMemoryError("FFmpeg could not allocate a frame of " + width + "x" + height);
        }
    }

    /** Returns the converted frame; valid until the next call. */
    AVFrame convert(AVFrame source) {
        int result = sws_scale_frame(scalerFor(source), target, source);
        if (result < 0) {
            throw failed(Ffmpeg.words(result));
        }
        return target;
    }

    @Override
    public void close() {
        if (!target.isNull()) {
            av_frame_free(target);
            target.setNull();
        }
        if (scaler != null) {
            sws_freeContext(scaler);
            scaler = null;
        }
    }

    private SwsContext scalerFor(AVFrame source) {
        boolean fullRange = FrameColors.fullRange(source);
        if (scaler == null
                || source.width() != fromWidth
                || source.height() != fromHeight
                || source.format() != fromFormat
                || fullRange != fromFullRange) {
            fromWidth = source.width();
            fromHeight = source.height();
            fromFormat = source.format();
            fromFullRange = fullRange;
            sws_freeContext(scaler);
            scaler = null;
            scaler = newScaler();
        }
        return scaler;
    }

    private SwsContext newScaler() {
        SwsContext created = sws_getContext(
                fromWidth,
                fromHeight,
                fromFormat,
                target.width(),
                target.height(),
                AV_PIX_FMT_YUV420P,
                FLAGS,
                null,
                null,
                (DoublePointer) null);
        if (created == null) {
            throw failed("from pixel format " + FrameColors.pixelFormat(fromFormat));
        }
        IntPointer coefficients = sws_getCoefficients(color.matrix());
        sws_setColorspaceDetails(
                created, coefficients, fromFullRange ? 1 : 0, coefficients, color.fullRange() ? 1 : 0, 0, UNITY, UNITY);
        return created;
    }

    private static TeselaException failed(String reason) {
        return new TeselaException(
                FailureCode.UNSUPPORTED_CODEC,
                "a frame could not be converted to yuv420p: " + reason + " (expected: a format that FFmpeg converts)");
    }
}
