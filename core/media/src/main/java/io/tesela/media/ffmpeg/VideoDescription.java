package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_INTERLACED;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.media.SourceVideo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.jspecify.annotations.Nullable;

/** Reads from a probed file and its first frame what the video is, and what must be done to its frames. */
final class VideoDescription {
    private static final int MATRIX_ELEMENTS = 9;

    /** Frames by which a timestamp must go back to begin a new clock: more than a damaged stream reorders by mistake. */
    private static final int NEW_CLOCK_FRAMES = 8;

    private final Demuxer demuxer;
    private final AVStream stream;
    private final AVFrame frame;
    private final List<String> changes = new ArrayList<>();
    private final ColorTags color;
    private final Orientation orientation;
    private final Ratio sar;
    private final long shift;

    /** @param first decoded frame, read during this call and during {@link #source} only */
    VideoDescription(Demuxer demuxer, AVFrame first) {
        this.demuxer = demuxer;
        this.stream = demuxer.video();
        this.frame = first;
        this.color = FrameColors.tags(first, stream.codecpar());
        this.orientation = readOrientation();
        this.sar = readSar();
        this.shift = readShift();
        describeChanges();
    }

    ColorTags color() {
        return color;
    }

    Orientation orientation() {
        return orientation;
    }

    /** Returns what every frame that leaves the decoder has in common. */
    VideoFormat format() {
        int width = FrameReader.even(frame.width());
        int height = FrameReader.even(frame.height());
        return new VideoFormat(
                orientation.shown(width, height),
                orientation.shown(height, width),
                new TimeBase(1, stream.time_base().den()),
                frameRate(),
                sar,
                color);
    }

    /** Returns what the tracks say to each other of clocks that begin anew; empty where the container's do not. */
    Optional<ClockJumps> jumps() {
        double longestStepBack =
                (double) NEW_CLOCK_FRAMES * usualDuration() / stream.time_base().den();
        return discontinuous() ? Optional.of(new ClockJumps(longestStepBack)) : Optional.empty();
    }

    /**
     * Returns the clock of the frames.
     *
     * @param jumps of all tracks of the file
     */
    Timeline timeline(Optional<ClockJumps> jumps) {
        return new Timeline(
                stream.time_base().num(),
                shift,
                usualDuration(),
                stream.time_base().den(),
                jumps.map(ClockJumps::track));
    }

    private long usualDuration() {
        Ratio rate = frameRate();
        return rate.known()
                ? Math.round(stream.time_base().den() / rate.value())
                : stream.time_base().num();
    }

    /** Returns what is taken from every timestamp of the file, in the unit of the format. */
    long shift() {
        return shift;
    }

    /**
     * Returns the input side of the report.
     *
     * @param audio what became of the audio
     */
    SourceVideo source(AudioIntake.Outcome audio) {
        List<String> dropped = new ArrayList<>(Tracks.dropped(demuxer));
        audio.dropped().ifPresent(dropped::add);
        audio.changed().ifPresent(changes::add);
        return new SourceVideo(
                demuxer.context().iformat().name().getString(),
                Tracks.codec(stream.codecpar()),
                frame.width(),
                frame.height(),
                orientation.shown(frame.width(), frame.height()),
                orientation.shown(frame.height(), frame.width()),
                orientation.degrees(),
                sar,
                frameRate(),
                FrameColors.pixelFormat(frame.format()),
                FrameColors.words(frame, stream.codecpar()),
                stream.nb_frames() > 0 ? Optional.of(stream.nb_frames()) : Optional.empty(),
                durationSeconds(),
                interlaced(),
                shift,
                Tracks.audioCodec(demuxer),
                dropped,
                changes);
    }

    private Orientation readOrientation() {
        int[] matrix = displayMatrix();
        if (matrix == null) {
            return Orientation.UPRIGHT;
        }
        try {
            return Orientation.of(matrix);
        } catch (IllegalArgumentException e) {
            changes.add("not rotated, because the angle that the file asks for is not a multiple of 90 degrees");
            return Orientation.UPRIGHT;
        }
    }

    private int @Nullable [] displayMatrix() {
        AVCodecParameters codec = stream.codecpar();
        AVPacketSideData ofTrack = avcodec.av_packet_side_data_get(
                codec.coded_side_data(), codec.nb_coded_side_data(), avcodec.AV_PKT_DATA_DISPLAYMATRIX);
        if (ofTrack != null && ofTrack.size() >= MATRIX_ELEMENTS * Integer.BYTES) {
            return integers(ofTrack.data());
        }
        AVFrameSideData ofFrame = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
        return ofFrame != null && ofFrame.size() >= MATRIX_ELEMENTS * Integer.BYTES ? integers(ofFrame.data()) : null;
    }

    private static int[] integers(BytePointer data) {
        int[] integers = new int[MATRIX_ELEMENTS];
        try (IntPointer view = new IntPointer(data)) {
            view.get(integers);
        }
        return integers;
    }

    private Ratio readSar() {
        try (AVRational guess = av_guess_sample_aspect_ratio(demuxer.context(), stream, frame)) {
            Ratio stored = ratio(guess);
            return orientation.transposed() ? stored.inverse() : stored;
        }
    }

    private Ratio frameRate() {
        Ratio average = ratio(stream.avg_frame_rate());
        return average.known() ? average : ratio(stream.r_frame_rate());
    }

    private static Ratio ratio(AVRational rational) {
        return rational.num() > 0 && rational.den() > 0 ? new Ratio(rational.num(), rational.den()) : Ratio.UNKNOWN;
    }

    /** Returns whether clocks of this container begin anywhere and may change, as those of MPEG-TS. */
    private boolean discontinuous() {
        return (demuxer.context().iformat().flags() & AVFMT_TS_DISCONT) != 0;
    }

    private long readShift() {
        long firstPts = FrameDecoder.pts(frame);
        if (!discontinuous() || firstPts == Timeline.MISSING) {
            return 0;
        }
        long first = firstPts * stream.time_base().num();
        long start = demuxer.context().start_time();
        // The start of the file, not of the video: its audio is shifted by as much.
        return start == AV_NOPTS_VALUE
                ? first
                : Math.min(first, Math.round((double) start * stream.time_base().den() / AV_TIME_BASE));
    }

    private OptionalDouble durationSeconds() {
        if (Tracks.fragmented(demuxer.context(), stream)) {
            // What FFmpeg says then is how long that is which it has read.
            return OptionalDouble.empty();
        }
        if (stream.duration() > 0) {
            return OptionalDouble.of((double) stream.duration()
                    * stream.time_base().num()
                    / stream.time_base().den());
        }
        AVFormatContext context = demuxer.context();
        boolean guessed = context.duration_estimation_method() == AVFMT_DURATION_FROM_BITRATE;
        return context.duration() > 0 && !guessed
                ? OptionalDouble.of((double) context.duration() / AV_TIME_BASE)
                : OptionalDouble.empty();
    }

    private boolean interlaced() {
        int order = stream.codecpar().field_order();
        return (frame.flags() & AV_FRAME_FLAG_INTERLACED) != 0
                || (order != avcodec.AV_FIELD_UNKNOWN && order != avcodec.AV_FIELD_PROGRESSIVE);
    }

    /** Returns whether the file says more of its light than the colour tags do, which 8 bits could not show. */
    private boolean hdrMetadata() {
        AVCodecParameters codec = stream.codecpar();
        boolean ofTrack = IntStream.of(
                        avcodec.AV_PKT_DATA_MASTERING_DISPLAY_METADATA,
                        avcodec.AV_PKT_DATA_CONTENT_LIGHT_LEVEL,
                        avcodec.AV_PKT_DATA_DOVI_CONF)
                .anyMatch(kind ->
                        avcodec.av_packet_side_data_get(codec.coded_side_data(), codec.nb_coded_side_data(), kind)
                                != null);
        boolean ofFrame = IntStream.of(
                        avutil.AV_FRAME_DATA_MASTERING_DISPLAY_METADATA,
                        avutil.AV_FRAME_DATA_CONTENT_LIGHT_LEVEL,
                        avutil.AV_FRAME_DATA_DOVI_METADATA,
                        avutil.AV_FRAME_DATA_DYNAMIC_HDR_PLUS)
                .anyMatch(kind -> av_frame_get_side_data(frame, kind) != null);
        return ofTrack || ofFrame;
    }

    private void describeChanges() {
        int width = orientation.shown(frame.width(), frame.height());
        int height = orientation.shown(frame.height(), frame.width());
        if (!FrameColors.planar420(frame)) {
            changes.add("converted from " + FrameColors.pixelFormat(frame.format()) + " to yuv420p"
                    + (FrameColors.rgb(frame.format()) ? ", limited range, matrix " + FrameColors.matrix(color) : ""));
        }
        if (FrameColors.transparent(frame.format())) {
            changes.add("transparency dropped");
        }
        if (interlaced()) {
            changes.add(
                    "interlaced: frames are filtered with both their fields, and the result says that it is progressive");
        }
        if (hdrMetadata()) {
            changes.add("metadata of HDR dropped");
        }
        if (!orientation.equals(Orientation.UPRIGHT)) {
            changes.add("rotated by " + orientation.degrees() + " degrees clockwise"
                    + (orientation.mirrored() ? " and mirrored" : ""));
        }
        if (width % 2 != 0 || height % 2 != 0) {
            changes.add("padded from " + width + "x" + height + " to " + FrameReader.even(width) + "x"
                    + FrameReader.even(height));
        }
        if (shift != 0) {
            changes.add("timestamps shifted by " + -shift + " units of 1/"
                    + stream.time_base().den() + " s ("
                    + String.format(
                            Locale.ROOT,
                            "%.3f",
                            -(double) shift / stream.time_base().den())
                    + " s)");
        }
    }
}
