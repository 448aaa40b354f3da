package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_get_by_name;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_create_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_link;
import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_UNSPEC;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_compare;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_describe;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_uninit;
import static org.bytedeco.ffmpeg.global.avutil.av_get_sample_fmt_name;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Turns decoded audio of one form into frames as an encoder takes them: its sample format, rate, channels and number of samples.
 *
 * <p>Timestamps go in and come out in samples of the encoder's rate. <b>Ownership:</b> frames that are pushed are emptied; those that are
 * pulled are the caller's.
 */
final class SampleConverter implements AutoCloseable {
    private static final int LONGEST_LAYOUT = 256;

    private final AVFilterGraph graph = avfilter_graph_alloc();
    private final AVFilterContext source = new AVFilterContext(null);
    private final AVFilterContext sink = new AVFilterContext(null);
    private final AVChannelLayout layout = new AVChannelLayout();
    private final int sampleRate;
    private final int sampleFormat;

    private SampleConverter(AVFrame first) {
        this.sampleRate = first.sample_rate();
        this.sampleFormat = first.format();
    }

    /** Opens a converter for frames like a given one. */
    static SampleConverter open(AVFrame first, AVCodecContext encoder) {
        SampleConverter opened = new SampleConverter(first);
        try {
            opened.build(first, encoder);
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** Returns whether a frame is of the form that this converts. */
    boolean takes(AVFrame frame) {
        return frame.sample_rate() == sampleRate
                && frame.format() == sampleFormat
                && (frame.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC
                        ? frame.ch_layout().nb_channels() == layout.nb_channels()
                        : av_channel_layout_compare(frame.ch_layout(), layout) == 0);
    }

    /** Takes the samples of a frame; below 0 if they could not be taken. */
    int push(AVFrame frame) {
        int result = av_channel_layout_copy(frame.ch_layout(), layout);
        return result < 0 ? result : av_buffersrc_add_frame(source, frame);
    }

    /** Says that no more samples come; the last frame may be shorter than the others. */
    void finish() {
        av_buffersrc_add_frame(source, (AVFrame) null);
    }

    /** Fills an empty frame; false if there is none yet. */
    boolean pull(AVFrame frame) {
        return av_buffersink_get_frame(sink, frame) >= 0;
    }

    @Override
    public void close() {
        avfilter_graph_free(graph);
        av_channel_layout_uninit(layout);
        layout.close();
    }

    private void build(AVFrame first, AVCodecContext encoder) {
        Ffmpeg.allocated(graph);
        // The order of a result must not depend on the machine.
        graph.nb_threads(1);
        if (first.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC) {
            av_channel_layout_default(layout, first.ch_layout().nb_channels());
        } else {
            check(av_channel_layout_copy(layout, first.ch_layout()));
        }
        AVFilterContext form = new AVFilterContext(null);
        AVFilterContext length = new AVFilterContext(null);
        create(
                source,
                "abuffer",
                "time_base=1/" + encoder.sample_rate() + ":sample_rate=" + sampleRate + ":sample_fmt="
                        + name(sampleFormat) + ":channel_layout=" + words(layout));
        create(
                form,
                "aformat",
                "sample_fmts=" + name(encoder.sample_fmt()) + ":sample_rates=" + encoder.sample_rate()
                        + ":channel_layouts=" + words(encoder.ch_layout()));
        create(length, "asetnsamples", "n=" + encoder.frame_size() + ":p=0");
        create(sink, "abuffersink", "");
        check(avfilter_link(source, 0, form, 0));
        check(avfilter_link(form, 0, length, 0));
        check(avfilter_link(length, 0, sink, 0));
        check(avfilter_graph_config(graph, null));
    }

    private void create(AVFilterContext context, String filter, String arguments) {
        check(avfilter_graph_create_filter(
                context, Ffmpeg.allocated(avfilter_get_by_name(filter)), filter, arguments, null, graph));
    }

    private static String name(int sampleFormat) {
        return av_get_sample_fmt_name(sampleFormat).getString();
    }

    private static String words(AVChannelLayout layout) {
        byte[] words = new byte[LONGEST_LAYOUT];
        int length = av_channel_layout_describe(layout, words, words.length);
        return new String(words, 0, Math.max(0, Math.min(length, words.length) - 1), StandardCharsets.UTF_8);
    }

    private static void check(int result) {
        if (result < 0) {
            throw Refusal.unsupported(
                    "the audio cannot be converted: " + Ffmpeg.words(result), "samples that AAC takes");
        }
    }
}
