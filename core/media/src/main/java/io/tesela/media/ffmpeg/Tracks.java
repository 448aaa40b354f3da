package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avutil.av_get_media_type_string;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.javacpp.BytePointer;

/** Names the tracks of a file beside its video. */
final class Tracks {
    private Tracks() {}

    /** Returns whether the header of a file says where each packet lies: that of an MP4 that is not fragmented. */
    static boolean indexed(AVFormatContext context, AVStream video) {
        return mp4(context) && video.nb_frames() > 0;
    }

    /** Returns whether a file says only as it comes how long it is: an MP4 that is fragmented. */
    static boolean fragmented(AVFormatContext context, AVStream video) {
        return mp4(context) && video.nb_frames() == 0;
    }

    private static boolean mp4(AVFormatContext context) {
        return context.iformat().name().getString().startsWith("mov");
    }

    /** Returns the codec of the best audio track. */
    static Optional<String> audioCodec(Demuxer demuxer) {
        int audio = demuxer.audioIndex();
        return audio < 0
                ? Optional.empty()
                : Optional.of(codec(demuxer.context().streams(audio).codecpar()));
    }

    /** Returns kind and codec of every track that is neither the video nor the best audio, in the file's order. */
    static List<String> dropped(Demuxer demuxer) {
        List<String> dropped = new ArrayList<>();
        AVFormatContext context = demuxer.context();
        int video = demuxer.video().index();
        for (int index = 0; index < context.nb_streams(); index++) {
            if (index != video && index != demuxer.audioIndex()) {
                dropped.add(name(context.streams(index)));
            }
        }
        return dropped;
    }

    /** Returns FFmpeg's name of a codec, or the four letters by which the file calls it. */
    static String codec(AVCodecParameters codec) {
        return codec.codec_id() == AV_CODEC_ID_NONE
                ? letters(codec.codec_tag())
                : avcodec_get_name(codec.codec_id()).getString();
    }

    private static String name(AVStream stream) {
        BytePointer kind = av_get_media_type_string(stream.codecpar().codec_type());
        boolean cover = (stream.disposition() & avformat.AV_DISPOSITION_ATTACHED_PIC) != 0;
        return (kind == null ? "unknown" : kind.getString()) + " " + codec(stream.codecpar())
                + (cover ? " (cover picture)" : "");
    }

    private static String letters(int tag) {
        StringBuilder letters = new StringBuilder();
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            char letter = (char) (tag >>> shift & 0xff);
            letters.append(letter > ' ' && letter < 0x7f ? String.valueOf(letter) : "");
        }
        return letters.isEmpty() ? "unknown" : letters.toString();
    }
}
