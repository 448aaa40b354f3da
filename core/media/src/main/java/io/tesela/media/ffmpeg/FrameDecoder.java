package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import io.tesela.media.DecodeLimits;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Decodes the video packets of a file into frames in presentation order.
 *
 * <ul>
 *   <li><b>Threads:</b> one at a time.
 *   <li><b>Ownership:</b> owns two native frames, the current one and the one after it; each step overwrites them. Does not own the reader.
 *   <li><b>Errors:</b> damaged packets are skipped and counted.
 * </ul>
 */
final class FrameDecoder implements AutoCloseable {
    private final PacketReader packets;
    private final AVCodecContext codec;
    private final AVFrame frame;
    private final AVFrame following;
    private final AVPacket packet;
    private long errors;
    private boolean draining;
    private boolean lookedAhead;
    private boolean follows;
    private boolean closed;

    private FrameDecoder(PacketReader packets, AVCodec decoder) {
        this.packets = packets;
        this.codec = avcodec_alloc_context3(decoder);
        this.frame = av_frame_alloc();
        this.following = av_frame_alloc();
        this.packet = av_packet_alloc();
    }

    /** @param threads of the codec, 1 or more; each beyond the first delays frames by one */
    static FrameDecoder open(PacketReader packets, DecodeLimits limits, int threads) {
        AVCodecParameters parameters = packets.video().codecpar();
        AVCodec decoder = AllowedDecoders.of(parameters.codec_id())
                .orElseThrow(() -> Refusal.unsupported(
                        "the video codec " + Tracks.codec(parameters) + " is not one that is decoded here",
                        "such as H.264, H.265, AV1, VP9, MPEG-4, ProRes"));
        FrameDecoder opened = new FrameDecoder(packets, decoder);
        try {
            opened.configure(packets.video(), limits, threads, decoder);
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** Makes the next frame the current one; false at the end. */
    boolean advance() {
        if (!lookedAhead) {
            return decode(frame);
        }
        lookedAhead = false;
        if (follows) {
            av_frame_unref(frame);
            av_frame_move_ref(frame, following);
        }
        return follows;
    }

    /** Returns the timestamp of the frame after the current one, or {@link Timeline#MISSING}, also if there is none; decodes it. */
    long followingPts() {
        if (!lookedAhead) {
            follows = decode(following);
            lookedAhead = true;
        }
        return follows ? pts(following) : Timeline.MISSING;
    }

    private boolean decode(AVFrame into) {
        while (true) {
            int result = avcodec_receive_frame(codec, into);
            if (result == 0) {
                boolean damaged = into.decode_error_flags() != 0 || (into.flags() & AV_FRAME_FLAG_CORRUPT) != 0;
                errors += damaged ? 1 : 0;
                return true;
            }
            if (result == avutil.AVERROR_EOF()) {
                return false;
            }
            if (result == AVERROR_EAGAIN()) {
                feed();
            } else {
                errors++;
            }
        }
    }

    /** Returns the frame of the last {@link #advance}; valid until the next. */
    AVFrame frame() {
        return frame;
    }

    /** Returns a frame's timestamp, or {@link Timeline#MISSING}. */
    static long pts(AVFrame frame) {
        long exact = frame.pts();
        long pts = exact == AV_NOPTS_VALUE ? frame.best_effort_timestamp() : exact;
        return pts == AV_NOPTS_VALUE ? Timeline.MISSING : pts;
    }

    /** Returns how many packets or frames were damaged. */
    long errors() {
        return errors + packets.readErrors();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            avcodec_free_context(codec);
            av_frame_free(frame);
            av_frame_free(following);
            av_packet_free(packet);
        }
    }

    private void configure(AVStream stream, DecodeLimits limits, int threads, AVCodec decoder) {
        Ffmpeg.allocated(codec);
        Ffmpeg.allocated(frame);
        Ffmpeg.allocated(following);
        Ffmpeg.allocated(packet);
        avcodec_parameters_to_context(codec, stream.codecpar());
        codec.pkt_timebase(stream.time_base());
        codec.thread_count(threads);
        codec.max_pixels(limits.frame().maxPixels());
        // Codecs whose inverse transform is not exactly defined then give the same pixels on every machine.
        codec.flags(codec.flags() | AV_CODEC_FLAG_BITEXACT);
        int result = avcodec_open2(codec, decoder, (AVDictionary) null);
        if (result < 0) {
            throw Refusal.unsupported(
                    "the video codec " + decoder.name().getString() + " does not open: " + Ffmpeg.words(result),
                    "a stream that FFmpeg decodes");
        }
    }

    private void feed() {
        if (packets.read(packet)) {
            errors += avcodec_send_packet(codec, packet) < 0 ? 1 : 0;
            av_packet_unref(packet);
        } else if (!draining) {
            draining = true;
            avcodec_send_packet(codec, null);
        } else {
            throw new IllegalStateException("decoder: wants more after the end (expected: frames, or the end)");
        }
    }
}
