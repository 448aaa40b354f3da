package io.tesela.media.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_audio_fifo_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_audio_fifo_free;
import static org.bytedeco.ffmpeg.global.avutil.av_audio_fifo_read;
import static org.bytedeco.ffmpeg.global.avutil.av_audio_fifo_size;
import static org.bytedeco.ffmpeg.global.avutil.av_audio_fifo_write;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_samples_set_silence;

import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVAudioFifo;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Cuts samples into frames of the length that an encoder takes, each with the time of its first sample.
 *
 * <p>Samples that come late leave a gap: of up to a second it is filled with silence, of more it stays. Of samples that come early, because
 * their time is over already, whole frames are left out. So whatever a source does, what is heard is not off by more than 40 ms for long.
 *
 * <p><b>Threads:</b> one at a time. <b>Ownership:</b> frames that are given stay the caller's, those that are handed out stay this one's.
 */
final class SampleCutter implements AutoCloseable {
    /**
     * What is off by less than 40 ms is taken as it comes: containers round, and of codecs with blocks of several lengths they do not say where each begins;
     * nobody hears or sees it (ITU-R BT.1359: audio may be 45 ms early and 125 ms late).
     */
    private static final int SLACKS_PER_SECOND = 25;

    private final AVCodecContext encoder;
    private final AVAudioFifo samples;
    private final int frameSamples;
    private final long slack;
    private long begin;
    private boolean started;
    private boolean closed;

    /** @param encoder that is open, and whose frames have a fixed length */
    SampleCutter(AVCodecContext encoder) {
        this.encoder = encoder;
        this.frameSamples = encoder.frame_size();
        this.slack = encoder.sample_rate() / SLACKS_PER_SECOND;
        this.samples = Ffmpeg.allocated(
                av_audio_fifo_alloc(encoder.sample_fmt(), encoder.ch_layout().nb_channels(), 2 * frameSamples));
    }

    /**
     * Takes samples.
     *
     * @param time of the first of them, in samples
     * @param taker is given each frame that is full
     * @return false if they were left out
     */
    boolean add(AVFrame frame, long time, Consumer<AVFrame> taker) {
        if (started && time < end() - slack) {
            if (end() - time < encoder.sample_rate()) {
                return false;
            }
            // What came before had a wrong time. Whoever takes the packets leaves those out that are not in order.
            goTo(time, taker);
        } else if (started && time > end() + slack) {
            fill(time, taker);
        }
        if (!started || size() == 0) {
            begin = time;
        }
        started = true;
        return append(frame, taker);
    }

    /** Takes samples that follow those before. */
    boolean append(AVFrame frame, Consumer<AVFrame> taker) {
        boolean taken =
                frame.nb_samples() == 0 || av_audio_fifo_write(samples, frame.extended_data(), frame.nb_samples()) >= 0;
        cut(taker);
        return taken;
    }

    /** Says that no more samples come: the last frame may be shorter. */
    void finish(Consumer<AVFrame> taker) {
        if (size() > 0) {
            hand(size(), taker);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            av_audio_fifo_free(samples);
        }
    }

    /** Goes on at another time: what is held leaves before, with silence behind it. */
    private void goTo(long time, Consumer<AVFrame> taker) {
        if (size() > 0) {
            hand(frameSamples, taker);
        }
        begin = time;
    }

    private void fill(long time, Consumer<AVFrame> taker) {
        if (time - end() > encoder.sample_rate()) {
            goTo(time, taker);
            return;
        }
        AVFrame silence = frame(frameSamples);
        try {
            av_samples_set_silence(
                    silence.extended_data(),
                    0,
                    frameSamples,
                    encoder.ch_layout().nb_channels(),
                    encoder.sample_fmt());
            while (time > end()) {
                int count = (int) Math.min(frameSamples, time - end());
                av_audio_fifo_write(samples, silence.extended_data(), count);
                cut(taker);
            }
        } finally {
            av_frame_free(silence);
        }
    }

    private void cut(Consumer<AVFrame> taker) {
        while (size() >= frameSamples) {
            hand(frameSamples, taker);
        }
    }

    /** Hands out a frame; where fewer samples are there, its rest is silence. */
    private void hand(int length, Consumer<AVFrame> taker) {
        AVFrame frame = frame(length);
        try {
            int held = Math.min(length, size());
            av_audio_fifo_read(samples, frame.extended_data(), held);
            av_samples_set_silence(
                    frame.extended_data(),
                    held,
                    length - held,
                    encoder.ch_layout().nb_channels(),
                    encoder.sample_fmt());
            frame.pts(begin);
            begin += length;
            taker.accept(frame);
        } finally {
            av_frame_free(frame);
        }
    }

    private AVFrame frame(int length) {
        AVFrame frame = Ffmpeg.allocated(av_frame_alloc());
        frame.nb_samples(length);
        frame.format(encoder.sample_fmt());
        frame.sample_rate(encoder.sample_rate());
        if (av_channel_layout_copy(frame.ch_layout(), encoder.ch_layout()) < 0 || av_frame_get_buffer(frame, 0) < 0) {
            av_frame_free(frame);
            throw new OutOfMemoryError("FFmpeg could not allocate a frame of audio");
        }
        return frame;
    }

    private long end() {
        return begin + size();
    }

    private int size() {
        return av_audio_fifo_size(samples);
    }
}
