package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.SegmentEncoder;
import io.tesela.media.VideoDecoder;
import io.tesela.testkit.FfmpegTool;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FfmpegVideoDecoderTest {
    private final FfmpegLog log = FfmpegLog.install();
    private final FfmpegVideoDecoderFactory factory = new FfmpegVideoDecoderFactory();

    @AfterAll
    void closeFactory() {
        factory.close();
        log.close();
    }

    static List<Clips.Clip> clips() {
        return Clips.all();
    }

    @ParameterizedTest
    @MethodSource("clips")
    void next_everyClip_givesTheExpectedFrames(Clips.Clip clip) {
        try (VideoDecoder decoder = open(FakeSource.whole(clip.bytes()))) {
            // When
            List<Shot> frames = allFrames(decoder, PixelLayout.LUMA);

            // Then
            assertThat(frames).hasSize((int) clip.frames());
            assertThat(decoder.source().width()).isEqualTo(clip.width());
            assertThat(decoder.source().height()).isEqualTo(clip.height());
            assertThat(decoder.format().width()).isEqualTo(clip.width() + clip.width() % 2);
            assertThat(decoder.format().height()).isEqualTo(clip.height() + clip.height() % 2);
            assertThat(decoder.format().timeBase().num()).isEqualTo(1);
            assertThat(decoder.decodeErrors()).isZero();
            assertThat(frames).isSortedAccordingTo((a, b) -> Long.compare(a.pts(), b.pts()));
            assertThat(frames.stream().map(Shot::pts).distinct()).hasSize((int) clip.frames());
            assertThat(frames)
                    .allMatch(frame -> frame.width() == decoder.format().width());
            decoder.source().totalFrames().ifPresent(total -> assertThat(total).isEqualTo(clip.frames()));
        }
    }

    @ParameterizedTest
    @MethodSource("clips")
    void next_everyClip_keepsTheTimestampsThatFfprobeShows(Clips.Clip clip) {
        // Given
        List<Long> expected = FfmpegTool.FFPROBE
                .lines(
                        "-select_streams",
                        "v:0",
                        "-show_entries",
                        "frame=pts",
                        "-of",
                        "csv=p=0",
                        clip.file().toString())
                .stream()
                .map(Long::valueOf)
                .toList();

        // When
        try (VideoDecoder decoder = open(FakeSource.whole(clip.bytes()))) {
            List<Shot> frames = allFrames(decoder, PixelLayout.LUMA);

            // Then
            long shift = decoder.source().timestampShift();
            assertThat(frames.stream().map(frame -> frame.pts() + shift)).isEqualTo(expected);
            assertThat(decoder.fixedTimestamps()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "flower.mp4, yuv420p",
        "sign_face.mkv, yuvj420p",
        "phone_rot90.mov, yuv420p",
        "flower_540p_vp8.webm, yuv420p",
        "bbb_480p.ts, yuv420p",
    })
    void next_samples_equalThoseOfFfmpegItself(String name, String pixelFormat) {
        // Given
        Path file = Clips.file(name);
        byte[] expected = FfmpegTool.FFMPEG.run(
                "-i", file.toString(), "-frames:v", "8", "-pix_fmt", pixelFormat, "-f", "rawvideo", "-");

        // When
        try (VideoDecoder decoder = open(FakeSource.whole(FakeSource.bytes(file)))) {
            int offset = 0;
            for (int i = 0; i < 8; i++) {
                byte[] samples =
                        decoder.next(PixelLayout.I420).orElseThrow().pixels().samples();

                // Then
                assertThat(Arrays.equals(samples, 0, samples.length, expected, offset, offset + samples.length))
                        .as("frame %s of %s", i, name)
                        .isTrue();
                offset += samples.length;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "flower.mp4",
        "sign_face.mkv",
        "flower_540p_fragmented.mp4",
        "flower_540p_vp8.webm",
        "bbb_480p.ts",
        "head_pose.gif"
    })
    void next_whileTheUploadGrows_givesTheSameFrames(String name) {
        // Given
        byte[] bytes = FakeSource.bytes(Clips.file(name));
        FakeSource growing = FakeSource.growing(bytes);

        try (VideoDecoder streaming = open(growing);
                VideoDecoder seeking = open(FakeSource.whole(bytes))) {
            System.out.printf(
                    "%s: first frame after %d of %d bytes (%d %%)%n",
                    name, growing.read(), bytes.length, 100 * growing.read() / bytes.length);

            // When
            List<Shot> streamed = allFrames(streaming, PixelLayout.I420);
            List<Shot> sought = allFrames(seeking, PixelLayout.I420);

            // Then
            assertThat(streamed).isEqualTo(sought);
        }
    }

    @Test
    void next_fragmentedOrNot_givesTheSamePictures() {
        byte[] plain = FakeSource.bytes(Clips.file("flower_540p.mp4"));
        byte[] fragmented = FakeSource.bytes(Clips.file("flower_540p_fragmented.mp4"));

        try (VideoDecoder first = open(FakeSource.growing(plain));
                VideoDecoder second = open(FakeSource.growing(fragmented))) {
            assertThat(checksums(allFrames(first, PixelLayout.I420)))
                    .hasSize(150)
                    .isEqualTo(checksums(allFrames(second, PixelLayout.I420)));
        }
    }

    /** Of the first fragments it would be known; of all of them it is not. */
    @Test
    void open_fragmented_doesNotSayHowLongItIs() {
        byte[] fragmented = FakeSource.bytes(Clips.file("flower_540p_fragmented.mp4"));

        try (VideoDecoder decoder = open(FakeSource.growing(fragmented))) {
            assertThat(decoder.source().durationSeconds()).isEmpty();
        }
    }

    @Test
    void open_rotatedPhoneClip_isUpright() {
        try (VideoDecoder decoder = open(FakeSource.whole(FakeSource.bytes(Clips.file("phone_rot90.mov"))))) {
            assertThat(decoder.format().width()).isEqualTo(480);
            assertThat(decoder.format().height()).isEqualTo(640);
            assertThat(decoder.source().storedWidth()).isEqualTo(640);
            assertThat(decoder.source().rotation()).isEqualTo(90);
            assertThat(decoder.source().audioCodec()).contains("aac");
            assertThat(decoder.changes()).containsExactly("rotated by 90 degrees clockwise");
        }
    }

    @Test
    void open_oddSizeAnd444_isPaddedAndConverted() {
        try (VideoDecoder decoder = open(FakeSource.whole(FakeSource.bytes(Clips.file("odd_321x241_444.mp4"))))) {
            assertThat(decoder.changes())
                    .containsExactly("converted from yuv444p to yuv420p", "padded from 321x241 to 322x242");

            // When
            DecodedFrame frame = decoder.next(PixelLayout.I420).orElseThrow();

            // Then
            byte[] samples = frame.pixels().samples();
            for (int row = 0; row < 242; row++) {
                assertThat(samples[row * 322 + 321]).isEqualTo(samples[row * 322 + 320]);
            }
            assertThat(Arrays.equals(samples, 240 * 322, 241 * 322, samples, 241 * 322, 242 * 322))
                    .isTrue();
        }
    }

    @Test
    void open_fullRangeMkv_keepsRangeAndFirstPts() {
        try (VideoDecoder decoder = open(FakeSource.growing(FakeSource.bytes(Clips.file("sign_face.mkv"))))) {
            assertThat(decoder.format().color().fullRange()).isTrue();
            assertThat(decoder.format().timeBase()).isEqualTo(new TimeBase(1, 1000));
            assertThat(decoder.next(PixelLayout.LUMA).orElseThrow().pts()).isEqualTo(33);
            assertThat(decoder.source().audioCodec()).isEmpty();
            assertThat(decoder.changes()).isEmpty();
        }
    }

    @Test
    void open_transportStream_beginsAtZero() {
        try (VideoDecoder decoder = open(FakeSource.growing(FakeSource.bytes(Clips.file("bbb_480p.ts"))))) {
            assertThat(decoder.next(PixelLayout.LUMA).orElseThrow().pts()).isZero();
            assertThat(decoder.changes())
                    .containsExactly("timestamps shifted by -132000 units of 1/90000 s (-1.467 s)");
        }
    }

    @Test
    void open_sampleAspectRatio_isKept() {
        try (VideoDecoder decoder = open(FakeSource.growing(FakeSource.bytes(Clips.file("tears_of_steel_70s.webm"))))) {
            assertThat(decoder.format().sar()).isEqualTo(new Ratio(399, 400));
            assertThat(decoder.source().audioCodec()).contains("vorbis");
        }
    }

    @Test
    void next_gif_isConvertedOnce() {
        try (VideoDecoder decoder = open(FakeSource.growing(FakeSource.bytes(Clips.file("head_pose.gif"))))) {
            assertThat(decoder.changes())
                    .containsExactly(
                            "converted from bgra to yuv420p, limited range, matrix smpte170m", "transparency dropped");
            assertThat(decoder.format().color().fullRange()).isFalse();
            assertThat(decoder.next(PixelLayout.I420).orElseThrow().duration()).isPositive();
        }
    }

    @Test
    void next_severalThreads_giveTheSameFrames() {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        try (FfmpegVideoDecoderFactory threaded = new FfmpegVideoDecoderFactory(3);
                VideoDecoder one = open(FakeSource.whole(bytes));
                VideoDecoder three = threaded.open(FakeSource.whole(bytes), DecodeLimits.DEFAULT)) {
            assertThat(checksums(allFrames(three, PixelLayout.LUMA)))
                    .isEqualTo(checksums(allFrames(one, PixelLayout.LUMA)));
        }
    }

    @Test
    void next_clockBeginsAgain_continues() {
        // Given: a transport stream joined from two
        byte[] once = FakeSource.bytes(Clips.file("bbb_480p.ts"));
        byte[] twice = Arrays.copyOf(once, 2 * once.length);
        System.arraycopy(once, 0, twice, once.length, once.length);

        try (VideoDecoder decoder = open(FakeSource.growing(twice))) {
            // When
            List<Shot> shots = allFrames(decoder, PixelLayout.LUMA);

            // Then
            assertThat(shots).hasSize(60);
            assertThat(shots.get(30).pts())
                    .isEqualTo(shots.get(29).pts() + shots.get(29).duration());
            assertThat(shots.get(59).pts()).isEqualTo(59 * 3000);
            assertThat(decoder.fixedTimestamps()).isEqualTo(1);
            assertThat(decoder.changes()).hasSize(2);
        }
    }

    @Test
    void next_sizeChanges_isScaledToTheFirst() {
        // Given: a raw H.264 stream, which has no timestamps either
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        encode(stream, 320, 240);
        encode(stream, 160, 120);

        try (VideoDecoder decoder = open(FakeSource.growing(stream.toByteArray()))) {
            // When
            List<Shot> shots = allFrames(decoder, PixelLayout.I420);

            // Then
            assertThat(shots).hasSize(20).allMatch(shot -> shot.width() == 320);
            assertThat(shots.stream().map(Shot::pts).distinct()).hasSize(20);
            assertThat(decoder.changes())
                    .containsExactly(
                            "scaled where the size changed, first from 160x120 to 320x240",
                            "timestamps of 20 frames were missing, repeated or out of order, and set after the frame"
                                    + " before");
        }
    }

    @Test
    void next_afterTheEnd_staysEmpty() {
        try (VideoDecoder decoder = open(FakeSource.whole(FakeSource.bytes(Clips.file("phone_rot90.mov"))))) {
            allFrames(decoder, PixelLayout.LUMA);

            assertThat(decoder.next(PixelLayout.LUMA)).isEmpty();
        }
    }

    /** Appends ten frames as Annex B. */
    private static void encode(ByteArrayOutputStream stream, int width, int height) {
        VideoFormat format =
                new VideoFormat(width, height, new TimeBase(1, 25), new Ratio(25, 1), Ratio.UNKNOWN, ColorTags.UNKNOWN);
        try (SegmentEncoder encoder = new FfmpegSegmentEncoderFactory().open(format, EncoderSettings.DEFAULT)) {
            stream.writeBytes(encoder.header().extradata());
            for (int i = 0; i < 10; i++) {
                encoder.encode(SegmentDigest.picture(width, height, i), i)
                        .forEach(packet -> stream.writeBytes(packet.bytes()));
            }
            encoder.finish().forEach(packet -> stream.writeBytes(packet.bytes()));
        }
    }

    private VideoDecoder open(FakeSource source) {
        return factory.open(source, DecodeLimits.DEFAULT);
    }

    /** What is kept of a frame: the pixels of a whole clip would not fit in memory. */
    private record Shot(long pts, long duration, int width, int checksum) {}

    private static List<Shot> allFrames(VideoDecoder decoder, PixelLayout layout) {
        List<Shot> shots = new ArrayList<>();
        Optional<DecodedFrame> next = decoder.next(layout);
        while (next.isPresent()) {
            DecodedFrame frame = next.get();
            shots.add(new Shot(
                    frame.pts(),
                    frame.duration(),
                    frame.pixels().width(),
                    frame.pixels().crc32c()));
            next = decoder.next(layout);
        }
        return shots;
    }

    private static List<Integer> checksums(List<Shot> shots) {
        return shots.stream().map(Shot::checksum).toList();
    }
}
