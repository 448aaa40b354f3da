package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.media.EncodedPacket;
import io.tesela.media.SegmentEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FfmpegSegmentEncoderTest {
    private static final int WIDTH = 322;
    private static final int HEIGHT = 242;
    private static final ColorTags FULL_BT709 = new ColorTags(1, 1, 1, true);
    private static final VideoFormat FORMAT = new VideoFormat(
            WIDTH, HEIGHT, new TimeBase(1, 90_000), new Ratio(30_000, 1001), new Ratio(399, 400), FULL_BT709);

    private final FfmpegLog log = FfmpegLog.install();
    private final FfmpegSegmentEncoderFactory factory = new FfmpegSegmentEncoderFactory();

    @AfterEach
    void closeLog() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"libx264", "libopenh264"})
    void encode_irregularTimestamps_decodeBackAsTheyWere(String encoder) {
        // Given
        assumeTrue(FfmpegSegmentEncoderFactory.availableEncoders().contains(encoder));
        List<Long> times =
                List.of(-300L, 0L, 3003L, 6006L, 6007L, 20_000L, 23_000L, 1_000_000L, 1_003_003L, 1_009_009L);

        // When
        List<EncodedPacket> packets = new ArrayList<>();
        List<PacketDecoder.Shown> shown;
        try (SegmentEncoder segment = factory.open(FORMAT, settings(encoder, "veryfast"))) {
            for (int i = 0; i < times.size(); i++) {
                packets.addAll(segment.encode(SegmentDigest.picture(WIDTH, HEIGHT, i), times.get(i)));
            }
            packets.addAll(segment.finish());
            shown = PacketDecoder.decode(segment.header(), packets);
        }

        // Then
        assertThat(shown.stream().map(PacketDecoder.Shown::pts)).isEqualTo(times);
        assertThat(packets.get(0).keyframe()).isTrue();
        assertThat(packets.get(0).pts()).isEqualTo(-300);
        assertThat(packets.subList(1, packets.size())).noneMatch(EncodedPacket::keyframe);
        for (int i = 0; i < times.size(); i++) {
            assertThat(difference(shown.get(i).pixels(), SegmentDigest.picture(WIDTH, HEIGHT, i)))
                    .as("mean difference of frame %s", i)
                    .isLessThan(8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"libx264", "libopenh264"})
    void encode_colourAndAspect_areInTheStream(String encoder) {
        assumeTrue(FfmpegSegmentEncoderFactory.availableEncoders().contains(encoder));
        try (SegmentEncoder segment = factory.open(FORMAT, settings(encoder, "veryfast"))) {
            List<EncodedPacket> packets = new ArrayList<>(segment.encode(SegmentDigest.picture(WIDTH, HEIGHT, 0), 0));
            packets.addAll(segment.finish());

            PacketDecoder.Shown shown =
                    PacketDecoder.decode(segment.header(), packets).get(0);

            assertThat(shown.color()).isEqualTo(FULL_BT709);
            assertThat(new Ratio(shown.sarNum(), shown.sarDen())).isEqualTo(new Ratio(399, 400));
        }
    }

    @Test
    void encode_segments_areIndependentAndRepeatable() {
        List<EncodedPacket> first = encode(0, 30);
        List<EncodedPacket> second = encode(30, 30);
        List<EncodedPacket> secondAgain = encode(30, 30);

        try (SegmentEncoder any = factory.open(FORMAT, EncoderSettings.DEFAULT)) {
            assertThat(any.header().reorderFrames()).isEqualTo(2);
            assertThat(PacketDecoder.decode(any.header(), second)).hasSize(30);
            List<EncodedPacket> both = new ArrayList<>(first);
            both.addAll(second);
            assertThat(PacketDecoder.decode(any.header(), both)).hasSize(60);
        }
        assertThat(second).hasSameSizeAs(secondAgain);
        for (int i = 0; i < second.size(); i++) {
            assertThat(second.get(i).bytes()).isEqualTo(secondAgain.get(i).bytes());
        }
    }

    /** The first NAL unit that is a picture must be an IDR (type 5), in every segment. */
    @Test
    void encode_firstPacket_isAnIdrAndTheOnlyOne() {
        List<EncodedPacket> packets = encode(0, 48);

        assertThat(pictureTypes(packets.get(0))).containsOnly(5);
        assertThat(packets.subList(1, 48))
                .allSatisfy(packet -> assertThat(pictureTypes(packet)).containsOnly(1));
    }

    @ParameterizedTest
    @CsvSource({"ultrafast", "veryfast", "medium", "veryslow"})
    void header_rightAfterOpen_isTheSameForEverySegment(String preset) {
        EncoderSettings settings = settings("libx264", preset);
        assumeTrue(FfmpegSegmentEncoderFactory.availableEncoders().contains("libx264"));
        try (SegmentEncoder one = factory.open(FORMAT, settings);
                SegmentEncoder two = factory.open(FORMAT, settings)) {
            one.encode(SegmentDigest.picture(WIDTH, HEIGHT, 0), 0);

            assertThat(one.header()).isEqualTo(two.header()).hasSameHashCodeAs(two.header());
            assertThat(Arrays.copyOf(two.header().extradata(), 5)).isEqualTo(new byte[] {0, 0, 0, 1, 0x67});
            assertThat(two.header().reorderFrames()).isEqualTo(2);
        }
    }

    @Test
    void encode_lumaFrames_haveNeutralChromaAndMayMix() {
        EncoderSettings nearlyLossless = new EncoderSettings("h264", "auto", "veryfast", 3);
        try (SegmentEncoder segment = factory.open(FORMAT, nearlyLossless)) {
            // When
            List<EncodedPacket> packets = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                PixelBuffer picture = SegmentDigest.picture(WIDTH, HEIGHT, 0);
                packets.addAll(segment.encode(i == 4 ? picture : picture.in(PixelLayout.LUMA), i * 3000L));
            }
            packets.addAll(segment.finish());

            // Then
            List<PacketDecoder.Shown> shown = PacketDecoder.decode(segment.header(), packets);
            assertThat(chromaSpread(shown.get(0).pixels())).isLessThan(4);
            assertThat(chromaSpread(shown.get(4).pixels())).isGreaterThan(40);
            assertThat(chromaSpread(shown.get(8).pixels())).isLessThan(8);
        }
    }

    @Test
    void encode_wrongUse_isRefused() {
        PixelBuffer picture = SegmentDigest.picture(WIDTH, HEIGHT, 0);
        try (SegmentEncoder segment = factory.open(FORMAT, EncoderSettings.DEFAULT)) {
            segment.encode(picture, 5);

            assertThatThrownBy(() -> segment.encode(picture, 5)).hasMessage("pts: 5 (expected: above 5)");
            assertThatThrownBy(() -> segment.encode(PixelBuffer.allocate(PixelLayout.LUMA, 16, 16), 6))
                    .hasMessage("frame: 16x16 (expected: 322x242)");
            segment.finish();
            assertThatThrownBy(segment::finish).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> segment.encode(picture, 7)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hevc|auto|veryfast|codec: hevc (expected: h264)",
                "h264|libx265|veryfast|encoder: libx265 (expected: one of auto, libx264, libopenh264)",
                "h264|libx264|warp|preset: warp (expected: one of ultrafast, superfast, veryfast, faster, fast, medium,"
                        + " slow, slower, veryslow, placebo)"
            })
    void identify_whatIsNotThere_saysWhatWasExpected(String codec, String encoder, String preset, String sentence) {
        assumeTrue(FfmpegSegmentEncoderFactory.availableEncoders().size() == 2);
        EncoderSettings settings = new EncoderSettings(codec, encoder, preset, 23);

        assertThatThrownBy(() -> factory.identify(settings))
                .isInstanceOfSatisfying(
                        TeselaException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.UNSUPPORTED_CODEC))
                .hasMessage(sentence);
        assertThatThrownBy(() -> factory.open(FORMAT, settings)).hasMessage(sentence);
    }

    @Test
    void identify_auto_isTheBestThereIs() {
        assertThat(factory.identify(EncoderSettings.DEFAULT).encoder())
                .isEqualTo(FfmpegSegmentEncoderFactory.availableEncoders().get(0));
        System.out.println(factory.identify(EncoderSettings.DEFAULT));
    }

    @Test
    void open_formatWithoutRateOrRatio_encodes() {
        VideoFormat bare = new VideoFormat(
                16, 16, new TimeBase(1, 1_000_000_000), Ratio.UNKNOWN, Ratio.UNKNOWN, ColorTags.UNKNOWN);
        try (SegmentEncoder segment = factory.open(bare, EncoderSettings.DEFAULT)) {
            List<EncodedPacket> packets = new ArrayList<>(segment.encode(SegmentDigest.picture(16, 16, 0), 0));
            packets.addAll(segment.encode(SegmentDigest.picture(16, 16, 1), 40_000_000));
            packets.addAll(segment.finish());

            assertThat(PacketDecoder.decode(segment.header(), packets)).hasSize(2);
        }
    }

    @Test
    void open_againAndAgain_keepsNoNativeMemory() {
        openAndAbandon(20);
        long before = Pointer.physicalBytes();

        openAndAbandon(200);

        long grown = Pointer.physicalBytes() - before;
        System.out.println("physical bytes grown by " + grown);
        assertThat(grown).isLessThan(64L << 20);
    }

    private void openAndAbandon(int times) {
        for (int i = 0; i < times; i++) {
            try (SegmentEncoder segment = factory.open(FORMAT, EncoderSettings.DEFAULT)) {
                segment.encode(PixelBuffer.allocate(PixelLayout.LUMA, WIDTH, HEIGHT), i);
            }
        }
    }

    private List<EncodedPacket> encode(int from, int count) {
        try (SegmentEncoder segment = factory.open(FORMAT, EncoderSettings.DEFAULT)) {
            List<EncodedPacket> packets = new ArrayList<>();
            for (int i = from; i < from + count; i++) {
                packets.addAll(segment.encode(SegmentDigest.picture(WIDTH, HEIGHT, i), i * 3003L));
            }
            packets.addAll(segment.finish());
            return packets;
        }
    }

    private static EncoderSettings settings(String encoder, String preset) {
        return new EncoderSettings("h264", encoder, preset, 23);
    }

    private static List<Integer> pictureTypes(EncodedPacket packet) {
        List<Integer> types = new ArrayList<>();
        byte[] bytes = packet.bytes();
        for (int i = 0; i + 3 < bytes.length; i++) {
            if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
                int type = bytes[i + 3] & 0x1f;
                if (type >= 1 && type <= 5) {
                    types.add(type);
                }
            }
        }
        return types;
    }

    private static double difference(PixelBuffer one, PixelBuffer two) {
        long sum = 0;
        for (int i = 0; i < one.samples().length; i++) {
            sum += Math.abs((one.samples()[i] & 0xff) - (two.samples()[i] & 0xff));
        }
        return (double) sum / one.samples().length;
    }

    private static int chromaSpread(PixelBuffer picture) {
        int most = 0;
        for (int i = picture.planeOffset(1); i < picture.samples().length; i++) {
            most = Math.max(most, Math.abs((picture.samples()[i] & 0xff) - 128));
        }
        return most;
    }
}
