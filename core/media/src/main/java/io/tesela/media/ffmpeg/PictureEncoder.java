package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_QSCALE;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.FF_QP2LAMBDA;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Encodes frames one by one, as pictures of their own.
 *
 * <p><b>Threads:</b> one at a time. <b>Ownership:</b> owns its native memory; a packet that is heard is valid until its hearer returns.
 */
final class PictureEncoder implements AutoCloseable {
    /** 2 is the best that a JPEG may have, 31 the worst. */
    private static final int QUALITY = 4;

    private final AVCodecContext codec;
    private final AVPacket packet;

    /**
     * @param name of FFmpeg's encoder
     * @param like a frame of the size, format and range that all have
     */
    PictureEncoder(String name, AVFrame like) {
        AVCodec encoder = Ffmpeg.allocated(avcodec_find_encoder_by_name(name));
        this.packet = Ffmpeg.allocated(av_packet_alloc());
        this.codec = new AVCodecContext(avcodec_alloc_context3(encoder));
        try {
            Ffmpeg.allocated(codec);
            configure(like);
            check(avcodec_open2(codec, encoder, (AVDictionary) null));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void configure(AVFrame like) {
        codec.width(like.width()).height(like.height()).pix_fmt(like.format()).color_range(like.color_range());
        codec.time_base().num(1).den(1);
        codec.thread_count(1);
        codec.flags(codec.flags() | AV_CODEC_FLAG_QSCALE);
        codec.global_quality(QUALITY * FF_QP2LAMBDA);
    }

    /** Returns how it was opened, for a muxer. */
    AVCodecContext codec() {
        return codec;
    }

    /** Encodes a frame; what comes out is heard before this returns. */
    void encode(AVFrame frame, Consumer<AVPacket> heard) {
        frame.quality(codec.global_quality());
        send(frame, heard);
    }

    /** Ends the frames. */
    void finish(Consumer<AVPacket> heard) {
        send(null, heard);
    }

    @Override
    public void close() {
        if (!packet.isNull()) {
            av_packet_free(packet);
            packet.setNull();
        }
        if (!codec.isNull()) {
            avcodec_free_context(codec);
            codec.setNull();
        }
    }

    private void send(@Nullable AVFrame frame, Consumer<AVPacket> heard) {
        check(avcodec_send_frame(codec, frame));
        int result;
        for (result = avcodec_receive_packet(codec, packet);
                result >= 0;
                result = avcodec_receive_packet(codec, packet)) {
            heard.accept(packet);
            av_packet_unref(packet);
        }
        if (!Ffmpeg.passing(result)) {
            throw failed(result);
        }
    }

    private static void check(int result) {
        if (result < 0) {
            throw failed(result);
        }
    }

    private static TeselaException failed(int result) {
        return new TeselaException(
                FailureCode.INTERNAL,
                "a picture cannot be encoded: " + Ffmpeg.words(result) + " (expected: a picture)");
    }
}
