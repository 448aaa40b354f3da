package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_ALPHA;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_PAL;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_RGB;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ411P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ440P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ444P;
import static org.bytedeco.ffmpeg.global.avutil.av_color_primaries_name;
import static org.bytedeco.ffmpeg.global.avutil.av_color_space_name;
import static org.bytedeco.ffmpeg.global.avutil.av_color_transfer_name;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt_name;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import io.tesela.domain.frame.ColorTags;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** What a decoded frame says of its samples: format, range, matrix. */
final class FrameColors {
    /** ITU-T H.273 code points of the matrices that RGB is converted with. */
    private static final int MATRIX_BT709 = 1;

    private static final int MATRIX_BT601 = 6;
    private static final int MATRIX_RGB = 0;

    /** Rows from which on a player takes a video without tags for BT.709. */
    private static final int HIGH_DEFINITION = 720;

    private FrameColors() {}

    /** Returns FFmpeg's name of a pixel format. */
    static String pixelFormat(int format) {
        BytePointer name = av_get_pix_fmt_name(format);
        return name == null ? "unknown" : name.getString();
    }

    /** Returns whether a frame's planes are 8-bit 4:2:0 as they are. */
    static boolean planar420(AVFrame frame) {
        return frame.format() == AV_PIX_FMT_YUV420P || frame.format() == AV_PIX_FMT_YUVJ420P;
    }

    /** Returns whether a frame's samples use 0..255; RGB always does. */
    static boolean fullRange(AVFrame frame) {
        int format = frame.format();
        return frame.color_range() == AVCOL_RANGE_JPEG
                || format == AV_PIX_FMT_YUVJ420P
                || format == AV_PIX_FMT_YUVJ422P
                || format == AV_PIX_FMT_YUVJ444P
                || format == AV_PIX_FMT_YUVJ440P
                || format == AV_PIX_FMT_YUVJ411P
                || rgb(format);
    }

    /** Returns whether samples of a format are red, green and blue, or indices into a palette of these. */
    static boolean rgb(int format) {
        return (flags(format) & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) != 0;
    }

    static boolean transparent(int format) {
        return (flags(format) & AV_PIX_FMT_FLAG_ALPHA) != 0;
    }

    /** Returns the tags of the planes that leave the decoder: the frame's own, the container's where it has none. */
    static ColorTags tags(AVFrame frame, AVCodecParameters container) {
        int primaries = said(frame.color_primaries(), container.color_primaries());
        int transfer = said(frame.color_trc(), container.color_trc());
        if (rgb(frame.format())) {
            int matrix = frame.height() >= HIGH_DEFINITION ? MATRIX_BT709 : MATRIX_BT601;
            return new ColorTags(primaries, transfer, matrix, false);
        }
        int matrix = said(frame.colorspace(), container.color_space());
        return new ColorTags(
                primaries, transfer, matrix == MATRIX_RGB ? ColorTags.UNSPECIFIED : matrix, fullRange(frame));
    }

    /** Returns range, matrix, primaries and transfer as far as they are said, else {@code unknown}. */
    static String words(AVFrame frame, AVCodecParameters container) {
        List<String> words = new ArrayList<>();
        int range = frame.color_range() == 0 ? container.color_range() : frame.color_range();
        if (range != 0 || fullRange(frame)) {
            words.add(fullRange(frame) ? "pc" : "tv");
        }
        addName(words, av_color_space_name(said(frame.colorspace(), container.color_space())));
        addName(words, av_color_primaries_name(said(frame.color_primaries(), container.color_primaries())));
        addName(words, av_color_transfer_name(said(frame.color_trc(), container.color_trc())));
        return words.isEmpty() ? "unknown" : String.join(", ", words);
    }

    /** Returns the name of the matrix of these tags. */
    static String matrix(ColorTags tags) {
        BytePointer name = av_color_space_name(tags.matrix());
        return name == null ? "unknown" : name.getString();
    }

    private static int said(int frame, int container) {
        return frame == ColorTags.UNSPECIFIED ? container : frame;
    }

    private static void addName(List<String> words, @Nullable BytePointer name) {
        String word = name == null ? "unknown" : name.getString();
        if (!word.equals("unknown")) {
            words.add(word);
        }
    }

    private static long flags(int format) {
        AVPixFmtDescriptor descriptor = av_pix_fmt_desc_get(format);
        return descriptor == null ? 0 : descriptor.flags();
    }
}
