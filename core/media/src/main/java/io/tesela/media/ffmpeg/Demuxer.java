package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EINVAL;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_ENOMEM;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_ENOSYS;

import io.tesela.domain.failure.TeselaException;
import io.tesela.media.DecodeLimits;
import io.tesela.media.MediaSource;
import io.tesela.media.NeedsWholeFileException;
import java.util.Objects;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * Yields the packets of the best video track of a source, and of the best audio track if that is wanted.
 *
 * <ul>
 *   <li><b>Threads:</b> one at a time; blocks while the source does.
 *   <li><b>Ownership:</b> closes everything of FFmpeg's, but not the source.
 *   <li><b>Errors:</b> what the source threw is thrown again; damaged data is skipped and counted.
 * </ul>
 */
final class Demuxer implements AutoCloseable {
    /**
     * Formats that hold a video in one file. Playlists and image sequences, which name other files, are not here, and
     * no protocol is allowed: an upload must not make the server read anything else.
     */
    private static final String FORMATS = String.join(
            ",",
            "mov,matroska,mpegts,mpeg,mpegvideo,avi,flv,live_flv,gif,apng,ogg,asf,ivf,h264,hevc,vvc,av1,obu,m4v,mjpeg",
            "yuv4mpegpipe,nut,mxf,dv,wtv,rm,h261,h263,vc1",
            // One picture, or several one after the other; not the demuxer that makes names of files.
            "png_pipe,jpeg_pipe,bmp_pipe,webp_pipe");

    /** Failing reads in a row after which the rest of a damaged file is given up. */
    private static final int MOST_FAILURES_IN_A_ROW = 64;

    private static final int NO_STREAM = -1;

    private final SourceCallbacks callbacks;
    private final SourceBridge bridge;
    private final DecodeLimits limits;
    private final AVIOContext input;
    private final AVFormatContext context;
    private int video = NO_STREAM;
    private int audio = NO_STREAM;
    private long readErrors;
    private @Nullable PromisedEnd promised;
    private boolean over;
    private boolean closed;

    private Demuxer(SourceCallbacks callbacks, MediaSource source, DecodeLimits limits) {
        this.callbacks = callbacks;
        this.bridge = new SourceBridge(source, SourceCallbacks.WINDOW_BYTES);
        this.limits = limits;
        this.input = callbacks.open(bridge);
        this.context = avformat_alloc_context();
    }

    /**
     * Probes a source. Where a container has a header, its sizes are checked before FFmpeg decodes anything; where it has
     * none, as MPEG-TS, FFmpeg may have decoded a frame while it looked for the size.
     */
    static Demuxer open(SourceCallbacks callbacks, MediaSource source, DecodeLimits limits) {
        Demuxer demuxer = new Demuxer(callbacks, source, limits);
        try {
            demuxer.probe();
            return demuxer;
        } catch (RuntimeException | Error e) {
            demuxer.close();
            throw e;
        }
    }

    /** Returns FFmpeg's view of the file; valid until this is closed. */
    AVFormatContext context() {
        return context;
    }

    /** Returns the track of the video. */
    AVStream video() {
        return context.streams(video);
    }

    /** Returns the index of the best audio track, below 0 if there is none. */
    int audioIndex() {
        return audio;
    }

    /** Returns the track of the audio whose packets {@link #read} yields; null if it yields none. */
    @Nullable
    AVStream audio() {
        return audio < 0 || limits.audioBytes() == 0 ? null : context.streams(audio);
    }

    /** Returns how many reads failed on damaged data; one more where the file ends before it should. */
    long readErrors() {
        return readErrors;
    }

    /** Reads the next packet of either track; false at the end. The caller unreferences it. */
    boolean read(AVPacket packet) {
        int failures = 0;
        while (failures < MOST_FAILURES_IN_A_ROW) {
            int result = av_read_frame(context, packet);
            bridge.rethrow();
            if (result == avutil.AVERROR_EOF()) {
                readErrors += endsEarly() ? 1 : 0;
                return false;
            }
            if (result < 0) {
                failures++;
                readErrors += result == AVERROR_EAGAIN() ? 0 : 1;
            } else if (wanted(packet.stream_index())) {
                note(packet);
                return true;
            } else {
                avcodec.av_packet_unref(packet);
            }
        }
        return false;
    }

    private boolean wanted(int track) {
        return track == video || (track == audio && audio() != null);
    }

    private void note(AVPacket packet) {
        if (packet.stream_index() == video) {
            Objects.requireNonNull(promised).took(packet);
        }
    }

    /** Counted once, however often the end is read. */
    private boolean endsEarly() {
        boolean first = !over;
        over = true;
        return first && Objects.requireNonNull(promised).missed();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (!context.isNull()) {
                avformat_close_input(context);
            }
            callbacks.close(input);
        }
    }

    private void probe() {
        openInput();
        checkSizes();
        int result = avformat_find_stream_info(context, (AVDictionary) null);
        bridge.rethrow();
        if (result < 0) {
            throw Refusal.notAVideo("its tracks cannot be read: " + Ffmpeg.words(result));
        }
        checkSizes();
        video = chooseVideo();
        promised = PromisedEnd.of(context, context.streams(video));
        audio = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, NO_STREAM, video, (AVCodec) null, 0);
        requireOrder();
        for (int index = 0; index < context.nb_streams(); index++) {
            context.streams(index).discard(wanted(index) ? avcodec.AVDISCARD_DEFAULT : avcodec.AVDISCARD_ALL);
        }
    }

    /** A file whose audio lies far from its frames can be read in the order of time, by seeking, and in no other. */
    private void requireOrder() {
        AVStream sound = audio();
        if (sound == null || bridge.seekable() || !Tracks.indexed(context, video())) {
            return;
        }
        Interleaving found = Interleaving.of(video(), sound);
        if (found.mostHeldBytes() > limits.audioBytes() || found.mostSecondsLate() > AudioLane.MOST_SECONDS_LATE) {
            throw new NeedsWholeFileException("its audio lies too far from its frames to be read along with them");
        }
    }

    private void openInput() {
        Ffmpeg.allocated(context);
        context.pb(input);
        context.flags(context.flags() | AVFormatContext.AVFMT_FLAG_CUSTOM_IO);
        context.probesize(limits.probeBytes());
        context.max_streams(limits.maxTracks());
        AVDictionary options = new AVDictionary(null);
        try {
            av_dict_set(options, "format_whitelist", FORMATS, 0);
            av_dict_set(options, "protocol_whitelist", "", 0);
            // While it probes, FFmpeg opens decoders of its own choice.
            av_dict_set(options, "codec_whitelist", AllowedDecoders.whitelist(), 0);
            int result = avformat_open_input(context, (String) null, null, options);
            if (result < 0) {
                // FFmpeg has freed it already.
                context.setNull();
            }
            bridge.rethrow();
            if (result < 0) {
                throw refusal(result);
            }
        } finally {
            av_dict_free(options);
        }
    }

    private TeselaException refusal(int result) {
        if (bridge.empty()) {
            return Refusal.notAVideo("the upload is empty");
        }
        if (bridge.samplesBeforeIndex()) {
            return Refusal.notAVideo("the index (moov) is missing, the file is truncated");
        }
        if (result == AVERROR_EINVAL()) {
            return Refusal.notAVideo("its format is not one of those that are accepted");
        }
        if (result == AVERROR_ENOSYS() && !bridge.seekable()) {
            throw new NeedsWholeFileException("its format can only be read by seeking");
        }
        // So it calls both, one track too many and an allocation that is too large.
        return result == AVERROR_ENOMEM() ? Refusal.headerTooLarge(limits) : Refusal.notAVideo(Ffmpeg.words(result));
    }

    private void checkSizes() {
        for (int index = 0; index < context.nb_streams(); index++) {
            AVStream stream = context.streams(index);
            AVCodecParameters codec = stream.codecpar();
            if (isVideo(stream) && !limits.allow(codec.width(), codec.height())) {
                throw Refusal.tooLarge(codec.width(), codec.height(), limits);
            }
        }
    }

    private int chooseVideo() {
        int best = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, NO_STREAM, NO_STREAM, (AVCodec) null, 0);
        if (best >= 0 && isVideo(context.streams(best))) {
            return best;
        }
        for (int index = 0; index < context.nb_streams(); index++) {
            if (isVideo(context.streams(index))) {
                return index;
            }
        }
        throw Refusal.notAVideo("it has no video track");
    }

    /** Returns whether a track is a video, not the cover picture of a song or a film. */
    private static boolean isVideo(AVStream stream) {
        return stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO
                && (stream.disposition() & avformat.AV_DISPOSITION_ATTACHED_PIC) == 0;
    }
}
