package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import io.tesela.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One channel of 48 kHz, cut for AAC: 1024 samples a frame. */
class SampleCutterTest {
    private static final int RATE = 48_000;
    private static final int FRAME = 1024;

    private final AacEncoder encoder = encoder();
    private final SampleCutter cutter = new SampleCutter(encoder.codec());
    private final List<Cut> cuts = new ArrayList<>();

    /** A frame that was handed out: its time, its length, and how many of its samples are silence. */
    private record Cut(long pts, int samples, int silent) {
        static Cut sounding(long pts) {
            return new Cut(pts, FRAME, 0);
        }
    }

    @AfterEach
    void close() {
        cutter.close();
        encoder.close();
    }

    @Test
    void add_framesOfAnotherLength_areCutAnew_andTheRestIsTheLast() {
        add(0, 1500);
        add(1500, 1500);
        cutter.finish(this::note);

        assertThat(cuts).containsExactly(Cut.sounding(0), Cut.sounding(1024), new Cut(2048, 952, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1024})
    void add_gap_isFilledWithSilence(int length) {
        add(0, length);
        add(4096, 1024);
        cutter.finish(this::note);

        assertThat(cuts).hasSize(5);
        assertThat(cuts.get(2)).isEqualTo(new Cut(2048, FRAME, FRAME));
        assertThat(cuts.get(4)).isEqualTo(Cut.sounding(4096));
    }

    @Test
    void add_longGap_stays() {
        add(0, 1000);
        add(10 * RATE, 1024);

        assertThat(cuts).containsExactly(new Cut(0, FRAME, 24), Cut.sounding(10 * RATE));
    }

    @ParameterizedTest
    @ValueSource(ints = {1152, 1024})
    void add_oneFrameWithAWrongTime_silencesNothingThatFollows(int length) {
        add(0, length);
        add(3600L * RATE, length);
        for (int frame = 2; frame < 10; frame++) {
            add((long) frame * length, length);
        }
        cutter.finish(this::note);

        assertThat(cuts.stream()
                        .filter(cut -> cut.pts() >= 2L * length && cut.pts() < 10L * length)
                        .mapToInt(cut -> cut.samples() - cut.silent())
                        .sum())
                .isEqualTo(8 * length);
    }

    @Test
    void add_whatIsOver_isLeftOut() {
        assertThat(add(0, 2048)).isTrue();
        assertThat(add(0, 2048)).isFalse();
        assertThat(add(2048, 1024)).isTrue();

        assertThat(cuts).containsExactly(Cut.sounding(0), Cut.sounding(1024), Cut.sounding(2048));
    }

    /** As Vorbis in WebM, whose blocks are of two lengths, and whose container rounds to milliseconds. */
    @Test
    void add_timesThatAreOffByLittle_loseAndAddNothing() {
        Random random = Seeds.random("sample cutter");
        long time = 0;
        for (int block = 0; block < 500; block++) {
            int length = random.nextBoolean() ? 128 : 1024;
            assertThat(add(time + random.nextInt(-900, 900), length)).isTrue();
            time += length;
        }
        cutter.finish(this::note);

        assertThat(cuts.stream().mapToInt(cut -> cut.samples() - cut.silent()).sum())
                .isEqualTo((int) time);
        assertThat(cuts).allMatch(cut -> cut.silent() == 0);
    }

    private boolean add(long time, int length) {
        AVFrame frame = Ffmpeg.allocated(av_frame_alloc());
        try {
            frame.nb_samples(length);
            frame.format(encoder.codec().sample_fmt());
            frame.sample_rate(RATE);
            assertThat(av_channel_layout_copy(frame.ch_layout(), encoder.codec().ch_layout()))
                    .isZero();
            assertThat(av_frame_get_buffer(frame, 0)).isZero();
            float[] loud = new float[length];
            Arrays.fill(loud, 0.5f);
            new FloatPointer(frame.extended_data(0)).put(loud);
            return cutter.add(frame, time, this::note);
        } finally {
            av_frame_free(frame);
        }
    }

    private void note(AVFrame frame) {
        float[] samples = new float[frame.nb_samples()];
        new FloatPointer(frame.extended_data(0)).get(samples);
        int silent = 0;
        for (float sample : samples) {
            silent += sample == 0 ? 1 : 0;
        }
        cuts.add(new Cut(frame.pts(), frame.nb_samples(), silent));
    }

    private static AacEncoder encoder() {
        AVCodecParameters parameters = Ffmpeg.allocated(avcodec_parameters_alloc());
        try {
            parameters.sample_rate(RATE);
            av_channel_layout_default(parameters.ch_layout(), 1);
            return AacEncoder.open(parameters);
        } finally {
            avcodec_parameters_free(parameters);
        }
    }
}
