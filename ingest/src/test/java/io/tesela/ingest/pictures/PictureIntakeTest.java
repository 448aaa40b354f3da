package io.tesela.ingest.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.domain.frame.TimeBase;
import io.tesela.ingest.pictures.PictureHead.Kind;
import io.tesela.ingest.testing.BlockingSource;
import io.tesela.ingest.testing.TestPictures;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.VideoDecoder;
import io.tesela.media.ffmpeg.FfmpegVideoDecoderFactory;
import io.tesela.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureIntakeTest {
    private static final long MAX_BYTES = 1 << 20;

    private final PictureIntake intake = new PictureIntake(MAX_BYTES);

    @ParameterizedTest
    @EnumSource(Kind.class)
    void take_pictures_areAVideoWithTheirTimes(Kind kind) {
        // Given
        Random random = Seeds.random("take_pictures");
        List<Long> pts = new ArrayList<>();
        ByteArrayOutputStream video = new ByteArrayOutputStream();
        long next = -70_000;

        // When
        for (int i = 0; i < 12; i++) {
            byte[] picture = TestPictures.gray(kind == Kind.JPEG ? "jpg" : "png", 64, 48, 20 * i);
            video.writeBytes(takeInParts(i, next, picture, random));
            pts.add(next + 70_000);
            next += 1 + random.nextInt(90_000);
        }

        // Then
        try (FfmpegVideoDecoderFactory decoders = new FfmpegVideoDecoderFactory();
                VideoDecoder decoder = decoders.open(BlockingSource.of(video.toByteArray()), DecodeLimits.DEFAULT)) {
            assertThat(decoder.format().timeBase()).isEqualTo(new TimeBase(1, 1_000_000));
            assertThat(decoder.format().width()).isEqualTo(64);
            assertThat(decoder.format().height()).isEqualTo(48);
            assertThat(decoder.source().codec()).isEqualTo(kind == Kind.JPEG ? "mjpeg" : "png");
            List<Long> found = new ArrayList<>();
            for (Optional<DecodedFrame> frame = decoder.next(PixelLayout.LUMA);
                    frame.isPresent();
                    frame = decoder.next(PixelLayout.LUMA)) {
                found.add(frame.get().pts());
            }
            assertThat(found).isEqualTo(pts);
            assertThat(decoder.fixedTimestamps()).isZero();
        }
    }

    @Test
    void overheadBytes_isWhatTheVideoHasBesideThePictures() {
        byte[] picture = TestPictures.gray("png", 16, 16, 7);

        int first = takeWhole(0, 0, picture).remaining();
        int second = takeWhole(1, 40_000, picture).remaining();

        assertThat(intake.overheadBytes()).isEqualTo(first + second - 2L * picture.length);
        assertThat(first).isGreaterThan(second);
    }

    @Test
    void take_aMillionEmptyParts_isTheSamePicture() {
        byte[] picture = TestPictures.gray("png", 16, 16, 7);
        for (int part = 0; part < 1_000_000; part++) {
            assertThat(intake.take(0, 0, ByteBuffer.allocate(0), false)).isEmpty();
        }

        assertThat(takeWhole(0, 0, picture))
                .isEqualTo(new PictureIntake(MAX_BYTES)
                        .take(0, 0, ByteBuffer.wrap(picture), true)
                        .orElseThrow());
    }

    @Test
    void take_otherKindThanTheFirst_isRefused() {
        takeWhole(0, 0, TestPictures.gray("png", 16, 16, 7));

        assertThat(refused(1, TestPictures.gray("jpg", 16, 16, 7), FailureCode.BAD_MESSAGE))
                .hasMessage("frame 1: a JPEG (expected: a PNG, as the first)");
    }

    @ParameterizedTest
    @ValueSource(longs = {40_000, 39_999, -1})
    void take_timeNotAfterTheOneBefore_isRefused(long pts) {
        byte[] picture = TestPictures.gray("png", 16, 16, 7);
        takeWhole(0, 40_000, picture);

        TeselaException failure = catchThrowableOfType(TeselaException.class, () -> takeWhole(1, pts, picture));

        assertThat(failure.code()).isEqualTo(FailureCode.BAD_MESSAGE);
        assertThat(failure).hasMessage("frame 1: pts: " + pts + " (expected: above 40000, that of the picture before)");
    }

    @Test
    void take_pictureThatIsTooLarge_isRefusedBeforeItIsKept() {
        assertThat(refused(3, new byte[(int) MAX_BYTES + 1], FailureCode.TOO_LARGE))
                .hasMessageStartingWith("frame 3: more than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ffd8",
                "ffd8ffd9",
                "ffd8ffe0ffff",
                "ffd8ffe00001",
                "ffd8ffc0000b08",
                "ffd8ffc0000b0800000010010111",
                "89504e470d0a1a0a",
                "89504e470d0a1a0a0000000d494844520000000000000010",
                "89504e470d0a1a0a0000000d494844528000000000000010"
            })
    void take_whatIsNoPicture_isRefused(String hex) {
        assertThat(refused(5, HexFormat.of().parseHex(hex), FailureCode.NOT_A_VIDEO))
                .hasMessageStartingWith("frame 5: not a picture: " + hex.length() / 2 + " bytes");
    }

    /** Cut anywhere, or with any byte changed: an answer, or a refusal, but nothing else. */
    @Test
    void head_ofDamagedPictures_neverFailsOtherwise() {
        Random random = Seeds.random("head_ofDamagedPictures");
        for (String format : List.of("jpg", "png")) {
            byte[] whole = TestPictures.gray(format, 33, 17, 99);
            for (int i = 0; i < 2_000; i++) {
                byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
                for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                headOrRefusal(damaged);
            }
        }
    }

    @Test
    void head_tellsTheSize() {
        assertThat(PictureHead.of(0, ByteBuffer.wrap(TestPictures.gray("jpg", 33, 17, 9))))
                .isEqualTo(new PictureHead(Kind.JPEG, 33, 17));
        assertThat(PictureHead.of(0, ByteBuffer.wrap(TestPictures.gray("png", 33, 17, 9))))
                .isEqualTo(new PictureHead(Kind.PNG, 33, 17));
    }

    /** By hand, after RFC 9559. */
    @Test
    void before_aPicture_isAClusterWithOneBlock() {
        assertThat(HexFormat.of().formatHex(PictureFile.before(0x0102, 5)))
                .isEqualTo("1f43b675" + "0100000000000023"
                        + "e7" + "0100000000000008" + "0000000000000102"
                        + "a3" + "0100000000000009" + "81000080");
    }

    private static void headOrRefusal(byte[] picture) {
        try {
            PictureHead head = PictureHead.of(0, ByteBuffer.wrap(picture));
            assertThat(head.width()).isPositive();
            assertThat(head.height()).isPositive();
        } catch (TeselaException e) {
            assertThat(e.code()).isEqualTo(FailureCode.NOT_A_VIDEO);
        }
    }

    private byte[] takeInParts(long seq, long pts, byte[] picture, Random random) {
        for (int at = 0; ; ) {
            int length = Math.min(picture.length - at, 1 + random.nextInt(300));
            boolean last = at + length == picture.length;
            Optional<ByteBuffer> next = intake.take(seq, pts, ByteBuffer.wrap(picture, at, length), last);
            assertThat(next.isPresent()).isEqualTo(last);
            if (next.isPresent()) {
                byte[] bytes = new byte[next.get().remaining()];
                next.get().get(bytes);
                return bytes;
            }
            at += length;
        }
    }

    private ByteBuffer takeWhole(long seq, long pts, byte[] picture) {
        return intake.take(seq, pts, ByteBuffer.wrap(picture), true).orElseThrow();
    }

    private TeselaException refused(long seq, byte[] picture, FailureCode code) {
        TeselaException failure = catchThrowableOfType(TeselaException.class, () -> takeWhole(seq, seq, picture));
        assertThat(failure.code()).isEqualTo(code);
        return failure;
    }
}
