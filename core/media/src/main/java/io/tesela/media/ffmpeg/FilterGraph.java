package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avfilter.AV_BUFFERSRC_FLAG_KEEP_REF;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame_flags;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_get_by_name;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_create_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_parse_ptr;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_inout_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_inout_free;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_strdup;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.VideoFormat;
import java.util.Locale;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Sends frames of one format through filters of FFmpeg.
 *
 * <p><b>Threads:</b> one at a time. <b>Ownership:</b> owns its native memory; a frame that is heard is valid until its hearer returns.
 */
final class FilterGraph implements AutoCloseable {
    private final AVFilterGraph graph;
    private final AVFilterContext source = new AVFilterContext((Pointer) null);
    private final AVFilterContext sink = new AVFilterContext((Pointer) null);
    private final AVFrame filtered;
    private final FrameWriter writer;
    private final VideoFormat format;
    private long frames;

    /** @param filters one input and one output, as FFmpeg writes them; their time is in frames */
    FilterGraph(VideoFormat format, String filters) {
        this.format = format;
        this.writer = new FrameWriter(format);
        this.graph = new AVFilterGraph(avfilter_graph_alloc());
        this.filtered = new AVFrame(av_frame_alloc());
        try {
            Ffmpeg.allocated(graph);
            Ffmpeg.allocated(filtered);
            graph.nb_threads(1);
            check(avfilter_graph_create_filter(
                    source, avfilter_get_by_name("buffer"), "in", input(format), null, graph));
            check(avfilter_graph_create_filter(sink, avfilter_get_by_name("buffersink"), "out", null, null, graph));
            connect(filters);
            check(avfilter_graph_config(graph, null));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Sends a frame through; what comes out is heard before this returns. */
    void filter(PixelBuffer frame, Consumer<AVFrame> heard) {
        AVFrame written = writer.write(frame);
        written.pts(frames);
        written.color_range(range(format.color())).colorspace(format.color().matrix());
        written.sample_aspect_ratio(av_make_q(sar(format).num(), sar(format).den()));
        frames++;
        send(written, heard);
    }

    /** Ends the frames; what was held is heard before this returns. */
    void finish(Consumer<AVFrame> heard) {
        send(null, heard);
    }

    @Override
    public void close() {
        writer.close();
        if (!filtered.isNull()) {
            av_frame_free(filtered);
            filtered.setNull();
        }
        if (!graph.isNull()) {
            avfilter_graph_free(graph);
            graph.setNull();
        }
    }

    private void send(@Nullable AVFrame frame, Consumer<AVFrame> heard) {
        check(av_buffersrc_add_frame_flags(source, frame, AV_BUFFERSRC_FLAG_KEEP_REF));
        for (int result = take(); result >= 0; result = take()) {
            heard.accept(filtered);
            av_frame_unref(filtered);
        }
    }

    private int take() {
        int result = av_buffersink_get_frame(sink, filtered);
        if (!Ffmpeg.passing(result)) {
            throw failed(result);
        }
        return result;
    }

    /** FFmpeg's words are of the graph: what flows into it is our output. */
    private void connect(String filters) {
        AVFilterInOut ours = end("in", source);
        AVFilterInOut theirs = end("out", sink);
        try {
            check(avfilter_graph_parse_ptr(graph, filters, theirs, ours, null));
        } finally {
            avfilter_inout_free(ours);
            avfilter_inout_free(theirs);
        }
    }

    private static AVFilterInOut end(String name, AVFilterContext filter) {
        AVFilterInOut end = Ffmpeg.allocated(avfilter_inout_alloc());
        end.name(Ffmpeg.allocated(av_strdup(new BytePointer(name))))
                .filter_ctx(filter)
                .pad_idx(0);
        end.next(null);
        return end;
    }

    private static String input(VideoFormat format) {
        return String.format(
                Locale.ROOT,
                "video_size=%dx%d:pix_fmt=%d:time_base=1/1:pixel_aspect=%d/%d:colorspace=%d:range=%d",
                format.width(),
                format.height(),
                AV_PIX_FMT_YUV420P,
                sar(format).num(),
                sar(format).den(),
                format.color().matrix(),
                range(format.color()));
    }

    private static Ratio sar(VideoFormat format) {
        return format.sar().known() ? format.sar() : new Ratio(1, 1);
    }

    private static int range(ColorTags color) {
        return color.fullRange() ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    }

    private static void check(int result) {
        if (result < 0) {
            throw failed(result);
        }
    }

    private static TeselaException failed(int result) {
        return new TeselaException(
                FailureCode.INTERNAL, "a preview cannot be made: " + Ffmpeg.words(result) + " (expected: a picture)");
    }
}
