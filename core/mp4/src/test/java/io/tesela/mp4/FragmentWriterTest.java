package io.tesela.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes of a fragment, and what cannot be one. */
class FragmentWriterTest {
    private static final SegmentTimes THREE_FRAMES = new SegmentTimes(List.of(0L, 1000L, 2000L), List.of(), 3000, true);

    @Test
    void write_withReorderedFrames_matchesTheDocumentedBytes() {
        FragmentWriter writer = new FragmentWriter(TestJob.track(2, 0, 1000));

        ByteBuffer fragment = writer.write(
                0, THREE_FRAMES, List.of(sample("65", 0, true), sample("41", 2000, false), sample("01", 1000, false)));

        assertThat(HexFormat.of().formatHex(TestJob.bytes(fragment)))
                .isEqualTo("0000008c" + "6d6f6f66" // moof
                        + "00000010" + "6d666864" + "00000000" + "00000001" // mfhd
                        + "00000074" + "74726166" // traf
                        + "00000014" + "74666864" + "00020020" + "00000001" + "01010000" // tfhd
                        + "00000014" + "74666474" + "01000000" + "0000000000000000" // tfdt
                        + "00000044" + "7472756e" + "01000f01" + "00000003" + "00000094" // trun
                        + "000003e8" + "00000005" + "02000000" + "000007d0"
                        + "000003e8" + "00000005" + "01010000" + "00000bb8"
                        + "000003e8" + "00000005" + "01010000" + "000003e8"
                        + "00000017" + "6d646174" // mdat
                        + "0000000165" + "0000000141" + "0000000101");
    }

    @Test
    void encode_ofHeadStart_matchesTheDocumentedBytes() {
        ByteBuffer head = Mp4Head.encode(List.of(TestJob.track(0, 0, 1)));

        assertThat(HexFormat.of().formatHex(TestJob.bytes(head), 0, 52))
                .isEqualTo("00000024" + "66747970" + "69736f6d" + "00000200" + "69736f6d" + "69736f32" + "69736f36"
                        + "61766331" + "6d703431" + "00000010" + "66726565" + "0000000000000000");
        assertThat(HexFormat.of().formatHex(TestJob.bytes(Mp4Head.finishedPatch(0x1_2345_6789L))))
                .isEqualTo("00000001" + "6d646174" + "0000000123456765");
    }

    @Test
    void write_ofAnySegment_doesNotDependOnLaterOnes() {
        // Given the same segment 0 with two different continuations
        FragmentWriter writer = new FragmentWriter(TestJob.track(2, 0, 1000));
        List<VideoSample> samples = List.of(sample("65", 0, true), sample("41", 1000, false));

        // When only the start of the next segment differs
        ByteBuffer near = writer.write(0, new SegmentTimes(List.of(0L, 1000L), List.of(), 2000, false), samples);
        ByteBuffer far = writer.write(0, new SegmentTimes(List.of(0L, 1000L), List.of(), 9999, false), samples);

        // Then reordering tracks have not even that in their bytes
        assertThat(near).isEqualTo(far);
    }

    @Test
    void times_notIncreasing_throws() {
        assertThatThrownBy(() -> new SegmentTimes(List.of(0L, 5L, 5L), List.of(), 9, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pts[2]: 5 (expected: > 5, strictly increasing)");
        assertThatThrownBy(() -> new SegmentTimes(List.of(5L), List.of(3L, 7L), 9, true))
                .hasMessage("pts[0]: 5 (expected: > 7, the last of previousPts)");
        assertThatThrownBy(() -> new SegmentTimes(List.of(5L), List.of(), 5, true))
                .hasMessage("endPts: 5 (expected: > 5, the last of pts)");
        assertThatThrownBy(() -> new SegmentTimes(List.of(), List.of(), 5, true))
                .hasMessage("pts: [] (expected: not empty)");
    }

    @Test
    void write_ofOtherFramesThanTimesSay_throws() {
        FragmentWriter writer = new FragmentWriter(TestJob.track(2, 0, 1000));

        assertThatThrownBy(() -> writer.write(0, THREE_FRAMES, List.of(sample("65", 0, true))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pts of the samples: [0] (expected: those of times: [0, 1000, 2000])");
    }

    @Test
    void write_withoutKeyframeFirst_throws() {
        FragmentWriter writer = new FragmentWriter(TestJob.track(0, 0, 1000));
        SegmentTimes times = new SegmentTimes(List.of(0L), List.of(), 1000, true);

        assertThatThrownBy(() -> writer.write(0, times, List.of(sample("41", 0, false))))
                .hasMessage("samples[0].keyframe: false (expected: true)");
    }

    @Test
    void write_whenEncoderReordersMoreThanSaid_throws() {
        FragmentWriter writer = new FragmentWriter(TestJob.track(0, 0, 1000));
        List<VideoSample> samples =
                List.of(sample("65", 0, true), sample("41", 2000, false), sample("01", 1000, false));

        assertThatThrownBy(() -> writer.write(0, THREE_FRAMES, samples))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pts - decode time of sample 2: -1000 (expected: 0..2147483647; negative if");
    }

    @Test
    void write_ofTimesThatDoNotFitTheJob_throws() {
        FragmentWriter writer = new FragmentWriter(TestJob.track(2, 0, 1000));
        List<VideoSample> samples = List.of(sample("65", 5000, true));

        assertThatThrownBy(() -> writer.write(0, new SegmentTimes(List.of(5000L), List.of(), 6000, true), samples))
                .hasMessage("first pts of the job: 5000 (expected: 0)");
        assertThatThrownBy(() -> writer.write(1, new SegmentTimes(List.of(5000L), List.of(), 6000, true), samples))
                .hasMessage("previousPts: [] (expected: not empty, after segment 0)");
        assertThatThrownBy(() -> writer.write(1, new SegmentTimes(List.of(5000L), List.of(1L), 6000, true), samples))
                .hasMessage("first pts of the job: 1 (expected: 0)");
        assertThatThrownBy(() -> writer.write(0, new SegmentTimes(List.of(5000L), List.of(0L), 6000, true), samples))
                .hasMessage("previousPts: [0] (expected: empty, in segment 0)");
    }

    @Test
    void track_withFfmpegsMissingTimestamp_throws() {
        assertThatThrownBy(() -> TestJob.track(2, Long.MIN_VALUE, 1000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("firstPts: -9223372036854775808");
    }

    @Test
    void write_ofAudioThatDoesNotAdvance_throws() {
        AudioTrack audio = new AudioTrack(48_000, TestJob.SAMPLE_ENTRY, 1024, 0);
        FragmentWriter writer = new FragmentWriter(TestJob.track(0, 0, 1000), audio);
        SegmentTimes times = new SegmentTimes(List.of(0L), List.of(), 1000, true);
        AudioSample packet = new AudioSample(ByteBuffer.allocate(1), 0, 1024);

        assertThatThrownBy(() -> writer.write(0, times, List.of(sample("65", 0, true)), List.of(packet, packet)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pts[1] - pts[0] of the audio: 0 (expected: > 0)");
    }

    private static VideoSample sample(String unitHex, long pts, boolean keyframe) {
        return new VideoSample(
                AnnexB.toLengthPrefixed(ByteBuffer.wrap(HexFormat.of().parseHex("000001" + unitHex))), pts, keyframe);
    }
}
