package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.media.EncodedPacket;
import io.tesela.media.EncoderHeader;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** Decodes encoded packets, without a container between. */
final class PacketDecoder {
    private PacketDecoder() {}

    /** A frame and what its stream says of it. */
    record Shown(long pts, PixelBuffer pixels, ColorTags color, int sarNum, int sarDen) {}

    static List<Shown> decode(EncoderHeader header, List<EncodedPacket> packets) {
        AVCodec decoder = avcodec.avcodec_find_decoder(avcodec.AV_CODEC_ID_H264);
        AVCodecContext codec = avcodec.avcodec_alloc_context3(decoder);
        AVFrame frame = avutil.av_frame_alloc();
        AVPacket packet = avcodec.av_packet_alloc();
        List<Shown> shown = new ArrayList<>();
        try {
            setExtradata(codec, header.extradata());
            assertThat(avcodec.avcodec_open2(codec, decoder, (AVDictionary) null))
                    .isZero();
            for (EncodedPacket encoded : packets) {
                assertThat(avcodec.av_new_packet(packet, encoded.bytes().length))
                        .isZero();
                packet.data().put(encoded.bytes());
                packet.pts(encoded.pts());
                packet.dts(encoded.dts());
                assertThat(avcodec.avcodec_send_packet(codec, packet)).isZero();
                avcodec.av_packet_unref(packet);
                receive(codec, frame, shown);
            }
            avcodec.avcodec_send_packet(codec, null);
            receive(codec, frame, shown);
        } finally {
            avcodec.avcodec_free_context(codec);
            avutil.av_frame_free(frame);
            avcodec.av_packet_free(packet);
        }
        return shown;
    }

    private static void setExtradata(AVCodecContext codec, byte[] extradata) {
        BytePointer copy = new BytePointer(avutil.av_mallocz(extradata.length + avcodec.AV_INPUT_BUFFER_PADDING_SIZE));
        copy.capacity(extradata.length);
        copy.put(extradata);
        codec.extradata(copy);
        codec.extradata_size(extradata.length);
    }

    private static void receive(AVCodecContext codec, AVFrame frame, List<Shown> shown) {
        while (avcodec.avcodec_receive_frame(codec, frame) == 0) {
            ColorTags color = new ColorTags(
                    frame.color_primaries(), frame.color_trc(), frame.colorspace(), FrameColors.fullRange(frame));
            try (FrameReader reader = new FrameReader(frame.width(), frame.height(), color, Orientation.UPRIGHT)) {
                shown.add(new Shown(
                        frame.pts(),
                        reader.read(frame, PixelLayout.I420),
                        color,
                        frame.sample_aspect_ratio().num(),
                        frame.sample_aspect_ratio().den()));
            }
        }
    }
}
