package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.media.Previews;
import java.time.Duration;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** A GIF with the colours that its frames have together. */
final class GifAnimation implements Previews.Animation {
    /** Those of the whole animation; what changes counts more than what stands still. */
    private static final String COLOURS =
            ",split[a][b];[a]palettegen=stats_mode=full[colours];[b][colours]paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle";

    private final FilterGraph graph;
    private final AVRational period;
    private @Nullable Muxer muxer;

    GifAnimation(VideoFormat format, String scale, Duration period) {
        this.graph = new FilterGraph(format, scale + COLOURS);
        this.period = av_make_q((int) (period.toMillis() / 10), 100);
    }

    @Override
    public void add(PixelBuffer frame) {
        graph.filter(frame, this::encode);
    }

    @Override
    public byte[] finish() {
        graph.finish(this::encode);
        if (muxer == null) {
            throw new IllegalStateException("animation: no frame (expected: one or more)");
        }
        return muxer.finish();
    }

    @Override
    public void close() {
        graph.close();
        if (muxer != null) {
            muxer.close();
        }
        period.close();
    }

    private void encode(AVFrame frame) {
        if (muxer == null) {
            muxer = new Muxer(new PictureEncoder("gif", frame));
        }
        muxer.add(frame);
    }

    /** The file, in memory. */
    private final class Muxer implements AutoCloseable {
        private final PictureEncoder encoder;
        private final AVFormatContext context = new AVFormatContext((Pointer) null);
        private final AVIOContext bytes = new AVIOContext((Pointer) null);
        private final AVStream stream;

        Muxer(PictureEncoder encoder) {
            this.encoder = encoder;
            try {
                check(avformat_alloc_output_context2(context, null, "gif", null));
                check(avio_open_dyn_buf(bytes));
                context.pb(bytes);
                this.stream = Ffmpeg.allocated(avformat_new_stream(context, null));
                check(avcodec_parameters_from_context(stream.codecpar(), encoder.codec()));
                stream.time_base(period);
                check(avformat_write_header(context, (AVDictionary) null));
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
        }

        void add(AVFrame frame) {
            encoder.encode(frame, this::write);
        }

        byte[] finish() {
            encoder.finish(this::write);
            check(av_write_trailer(context));
            return closeBytes();
        }

        @Override
        public void close() {
            encoder.close();
            if (!bytes.isNull()) {
                closeBytes();
            }
            if (!context.isNull()) {
                avformat_free_context(context);
                context.setNull();
            }
        }

        private byte[] closeBytes() {
            try (PointerPointer<BytePointer> made = new PointerPointer<>(1)) {
                byte[] copy = new byte[avio_close_dyn_buf(bytes, made)];
                bytes.setNull();
                BytePointer data = made.get(BytePointer.class);
                data.get(copy);
                av_free(data);
                return copy;
            }
        }

        private void write(AVPacket packet) {
            packet.stream_index(0).duration(1);
            av_packet_rescale_ts(packet, period, stream.time_base());
            check(av_write_frame(context, packet));
        }
    }

    private static void check(int result) {
        if (result < 0) {
            throw new TeselaException(
                    FailureCode.INTERNAL, "a GIF cannot be written: " + Ffmpeg.words(result) + " (expected: a file)");
        }
    }
}
