package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_UNSPEC;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_compare;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_uninit;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc_set_opts2;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert_frame;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;

/**
 * Turns decoded audio of one form into samples of an encoder's format, rate and channels.
 *
 * <p><b>Threads:</b> one at a time. <b>Ownership:</b> frames stay the caller's.
 */
final class SampleFormer implements AutoCloseable {
    /** Full scale is 1; what is far beyond is damage. */
    private static final float LOUDEST = 1e6f;

    private final SwrContext context = new SwrContext(null);
    private final AVChannelLayout layout = new AVChannelLayout();
    private final AVCodecContext encoder;
    private final int sampleRate;
    private final int sampleFormat;
    private boolean closed;

    private SampleFormer(AVFrame first, AVCodecContext encoder) {
        this.encoder = encoder;
        this.sampleRate = first.sample_rate();
        this.sampleFormat = first.format();
    }

    /** Opens one for frames like a given one; null if such frames cannot be converted. */
    static @Nullable SampleFormer open(AVFrame first, AVCodecContext encoder) {
        SampleFormer opened = new SampleFormer(first, encoder);
        if (opened.start(first) < 0) {
            opened.close();
            return null;
        }
        return opened;
    }

    /** Returns whether a frame is of the form that this converts. */
    boolean takes(AVFrame frame) {
        return frame.sample_rate() == sampleRate && frame.format() == sampleFormat && sameChannels(frame);
    }

    /**
     * Fills a frame with the samples of another one.
     *
     * @param samples null: those that are still held back
     * @return below 0 if that failed
     */
    int form(@Nullable AVFrame samples, AVFrame formed) {
        av_frame_unref(formed);
        formed.format(encoder.sample_fmt());
        formed.sample_rate(encoder.sample_rate());
        int result = av_channel_layout_copy(formed.ch_layout(), encoder.ch_layout());
        if (result >= 0 && samples != null) {
            result = av_channel_layout_copy(samples.ch_layout(), layout);
        }
        result = result < 0 ? result : swr_convert_frame(context, formed, samples);
        if (result >= 0) {
            silenceWhatIsNoNumber(formed);
        }
        return result;
    }

    /** An encoder refuses a frame with such a sample, and forgets that it had a time. */
    private static void silenceWhatIsNoNumber(AVFrame formed) {
        float[] plane = new float[formed.nb_samples()];
        for (int channel = 0; channel < formed.ch_layout().nb_channels(); channel++) {
            FloatPointer samples = new FloatPointer(formed.extended_data(channel));
            samples.get(plane);
            boolean changed = false;
            for (int i = 0; i < plane.length; i++) {
                if (!(Math.abs(plane[i]) <= LOUDEST)) {
                    plane[i] = 0;
                    changed = true;
                }
            }
            if (changed) {
                samples.put(plane);
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            swr_free(context);
            av_channel_layout_uninit(layout);
            layout.close();
        }
    }

    private int start(AVFrame first) {
        int result = 0;
        if (first.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC) {
            av_channel_layout_default(layout, first.ch_layout().nb_channels());
        } else {
            result = av_channel_layout_copy(layout, first.ch_layout());
        }
        if (result >= 0) {
            result = swr_alloc_set_opts2(
                    context,
                    encoder.ch_layout(),
                    encoder.sample_fmt(),
                    encoder.sample_rate(),
                    layout,
                    sampleFormat,
                    sampleRate,
                    0,
                    null);
        }
        return result < 0 ? result : swr_init(context);
    }

    private boolean sameChannels(AVFrame frame) {
        return frame.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC
                ? frame.ch_layout().nb_channels() == layout.nb_channels()
                : av_channel_layout_compare(frame.ch_layout(), layout) == 0;
    }
}
