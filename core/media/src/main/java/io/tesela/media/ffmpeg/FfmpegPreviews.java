package io.tesela.media.ffmpeg;

import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.media.Previews;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** {@link Previews} by FFmpeg's filters, its JPEG and GIF encoders, and its GIF muxer. */
public final class FfmpegPreviews implements Previews {
    @Override
    public byte[] jpeg(PixelBuffer frame, VideoFormat format, int width) {
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        try (FilterGraph graph = new FilterGraph(
                format,
                scale("%d/(iw*sar)".formatted(width), ":out_range=full:out_color_matrix=bt601") + ",format=yuvj420p")) {
            graph.filter(frame, scaled -> encode(scaled, made));
            graph.finish(scaled -> encode(scaled, made));
        }
        return made.toByteArray();
    }

    @Override
    public Animation gif(VideoFormat format, int side, Duration period) {
        return new GifAnimation(format, scale("%d/max(iw*sar,ih)".formatted(side), ""), period);
    }

    private static void encode(AVFrame frame, ByteArrayOutputStream made) {
        try (PictureEncoder encoder = new PictureEncoder("mjpeg", frame)) {
            encoder.encode(frame, packet -> append(packet, made));
            encoder.finish(packet -> append(packet, made));
        }
    }

    private static void append(AVPacket packet, ByteArrayOutputStream made) {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        made.writeBytes(bytes);
    }

    /**
     * Square pixels, even sides, never larger than the frame is shown.
     *
     * @param factor by which it is to be scaled, as FFmpeg writes it
     */
    private static String scale(String factor, String options) {
        return "scale=w='max(2,trunc(iw*sar*min(1,%1$s)/2)*2)':h='max(2,trunc(ih*min(1,%1$s)/2)*2)':flags=bicubic%2$s,setsar=1"
                .formatted(factor, options);
    }
}
