package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;

/**
 * How much video a file says it holds, so that one that was cut off is told from one that is over: to FFmpeg both are at their end.
 *
 * <p>MP4 has an index of all packets, Matroska the duration of a track. Others promise nothing.
 *
 * <p><b>Threads:</b> that of the demuxer.
 */
final class PromisedEnd {
    /** Writers of Matroska round, and a last frame may have no duration: less than this is not missed. */
    private static final double TOLERANCE_SECONDS = 0.5;

    private static final Pattern CLOCK = Pattern.compile("(\\d{1,9}):(\\d{2}):(\\d{2}(?:\\.\\d{1,12})?)");

    private final AVStream video;
    private final boolean matroska;
    private final long indexed;
    private long taken;
    private double endSeconds;

    private PromisedEnd(AVStream video, boolean matroska, long indexed) {
        this.video = video;
        this.matroska = matroska;
        this.indexed = indexed;
    }

    /** Looks at a file whose header has been read. */
    static PromisedEnd of(AVFormatContext context, AVStream video) {
        String format = context.iformat().name().getString();
        // A fragmented one says no number of frames, and indexes only what has been read of it.
        boolean whole = format.startsWith("mov") && video.nb_frames() > 0;
        return new PromisedEnd(
                video, format.startsWith("matroska"), whole ? avformat_index_get_entries_count(video) : 0);
    }

    /** Notes a packet of the video. */
    void took(AVPacket packet) {
        taken++;
        long from = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        if (from != AV_NOPTS_VALUE) {
            endSeconds = Math.max(endSeconds, seconds(from + Math.max(0, packet.duration())));
        }
    }

    /** Returns whether the file, which is over, holds less than it says. */
    boolean missed() {
        if (taken < indexed) {
            return true;
        }
        OptionalDouble duration = matroska ? taggedSeconds() : OptionalDouble.empty();
        return duration.isPresent() && endSeconds < duration.getAsDouble() - TOLERANCE_SECONDS;
    }

    /** Source: "Matroska Tags", RFC 9559 and the tags that FFmpeg and mkvmerge write: DURATION of each track. */
    private OptionalDouble taggedSeconds() {
        AVDictionaryEntry entry = av_dict_get(video.metadata(), "DURATION", null, 0);
        Matcher clock = CLOCK.matcher(entry == null ? "" : entry.value().getString());
        return clock.matches()
                ? OptionalDouble.of(Long.parseLong(clock.group(1)) * 3600.0
                        + Long.parseLong(clock.group(2)) * 60.0
                        + Double.parseDouble(clock.group(3)))
                : OptionalDouble.empty();
    }

    private double seconds(long ticks) {
        return ticks * (double) video.time_base().num() / video.time_base().den();
    }
}
