package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.media.DecodeLimits;
import io.tesela.media.VideoDecoder;
import io.tesela.testkit.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FfmpegVideoDecoderFactoryTest {
    private static final String EXPECTED = " (expected: a file that FFmpeg can read, such as MP4, MKV, WebM, MPEG-TS)";

    private final FfmpegLog log = FfmpegLog.install();
    private final FfmpegVideoDecoderFactory factory = new FfmpegVideoDecoderFactory();

    @AfterEach
    void closeFactory() {
        factory.close();
        log.close();
    }

    @Test
    void open_mp4WithoutIndex_saysThatItIsTruncated() {
        byte[] bytes = FakeSource.bytes(Clips.file("broken_no_moov.mp4"));

        assertThat(refused(FakeSource.whole(bytes)))
                .hasMessage("not a video: the index (moov) is missing, the file is truncated" + EXPECTED);
    }

    @Test
    void open_nothing_saysThatItIsEmpty() {
        assertThat(refused(FakeSource.growing(new byte[0]))).hasMessage("not a video: the upload is empty" + EXPECTED);
    }

    @Test
    void open_randomBytes_isRefused() {
        Random random = Seeds.random("open_randomBytes");
        byte[] bytes = new byte[200_000];
        random.nextBytes(bytes);

        assertThat(refused(FakeSource.growing(bytes)).code()).isEqualTo(FailureCode.NOT_A_VIDEO);
    }

    /** Each of these makes FFmpeg open other files or addresses, were it allowed to. */
    @ParameterizedTest
    @ValueSource(strings = {"""
                #EXTM3U
                #EXT-X-TARGETDURATION:10
                #EXTINF:10,
                file:///etc/hostname
                #EXT-X-ENDLIST
                """, """
                ffconcat version 1.0
                file /etc/hostname
                """, """
                v=0
                o=- 0 0 IN IP4 127.0.0.1
                s=x
                c=IN IP4 127.0.0.1
                t=0 0
                m=video 5004 RTP/AVP 96
                a=rtpmap:96 H264/90000
                """, "just some text"})
    void open_playlistsAndText_areRefused(String text) {
        assertThat(refused(FakeSource.whole(text.getBytes(StandardCharsets.UTF_8)))
                        .code())
                .isEqualTo(FailureCode.NOT_A_VIDEO);
    }

    @Test
    void open_tooLarge_isRefusedWithTheLimits() {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        DecodeLimits limits = DecodeLimits.DEFAULT.with(new DecodeLimits.Frame(800, 800, 640_000));

        TeselaException failure =
                catchThrowableOfType(TeselaException.class, () -> factory.open(FakeSource.growing(bytes), limits));

        assertThat(failure.code()).isEqualTo(FailureCode.TOO_LARGE);
        assertThat(failure).hasMessage("the video is 960x540 (expected: at most 800x800 and 640000 pixels)");
    }

    @Test
    void open_moreTracksThanThereMayBe_isRefused() {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));

        TeselaException failure = catchThrowableOfType(
                TeselaException.class,
                () -> factory.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT.withMaxTracks(1)));

        assertThat(failure.code()).isEqualTo(FailureCode.TOO_LARGE);
        assertThat(failure).hasMessageStartingWith("the file names more than 1 tracks, or its header more bytes");
    }

    @Test
    void next_moreFramesThanThereMayBe_isRefusedAtTheFirstTooMany() {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        DecodeLimits limits = DecodeLimits.DEFAULT.with(new DecodeLimits.Work(10, Duration.ofDays(1), Long.MAX_VALUE));
        try (VideoDecoder decoder = factory.open(FakeSource.growing(bytes), limits)) {
            for (int frame = 0; frame < 10; frame++) {
                assertThat(decoder.next(PixelLayout.LUMA)).isPresent();
            }

            TeselaException failure = catchThrowableOfType(TeselaException.class, () -> decoder.next(PixelLayout.LUMA));

            assertThat(failure.code()).isEqualTo(FailureCode.TOO_LARGE);
            assertThat(failure).hasMessageContaining("has more frames than 10");
        }
    }

    @Test
    void open_indexAtTheEndOfAGrowingUpload_isRefused() {
        byte[] bytes = FakeSource.bytes(Clips.file("phone_rot90.mov"));

        assertThat(refused(FakeSource.growing(bytes)).code()).isEqualTo(FailureCode.NOT_A_VIDEO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5_000, 200_000})
    void open_sourceFails_itsFailureIsTheCause(int failsAt) {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));

        assertThatThrownBy(() -> decodeAll(FakeSource.failing(bytes, failsAt)))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseInstanceOf(IOException.class)
                .hasRootCauseMessage("the client went away");
    }

    @Test
    void next_truncatedUpload_givesTheFramesThatAreThere() {
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));

        long frames = decodeAll(FakeSource.growing(Arrays.copyOf(bytes, bytes.length / 2)));

        assertThat(frames).isBetween(30L, 149L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flower.mp4", "sign_face.mkv"})
    void next_videoThatIsCutOff_countsAnError(String clip) {
        byte[] bytes = FakeSource.bytes(Clips.file(clip));
        assertThat(errors(bytes)).as("whole").isZero();
        for (int percent = 40; percent <= 80; percent++) {
            byte[] cut = Arrays.copyOf(bytes, bytes.length * percent / 100);

            assertThat(errors(cut)).as("%d %%", percent).isPositive();
        }
    }

    @Test
    void next_damagedUploads_neverFailWithoutAReason() {
        // Given
        Random random = Seeds.random("next_damagedUploads");
        byte[] bytes = FakeSource.bytes(Clips.file("sign_face.mkv"));

        for (int i = 0; i < 20; i++) {
            byte[] damaged = bytes.clone();
            for (int flip = 0; flip < 200; flip++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }

            // When, Then
            try {
                decodeAll(FakeSource.growing(damaged));
            } catch (TeselaException e) {
                // What a damaged header claims may be larger than anything that is taken.
                assertThat(e.code())
                        .isIn(FailureCode.NOT_A_VIDEO, FailureCode.UNSUPPORTED_CODEC, FailureCode.TOO_LARGE);
            }
        }
    }

    @Test
    void next_damagedVideo_countsErrors() {
        // Given
        byte[] bytes = FakeSource.bytes(Clips.file("flower.mp4"));
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 20_000, (byte) 0x5a);

        try (VideoDecoder decoder = factory.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT)) {
            // When
            long frames = 0;
            while (decoder.next(PixelLayout.LUMA).isPresent()) {
                frames++;
            }

            // Then
            assertThat(decoder.decodeErrors()).isPositive();
            assertThat(frames).isGreaterThan(100);
        }
    }

    /** JavaCPP has room for ten callbacks of a kind: this is more decoders than that. */
    @Test
    void open_moreThanTenAtOnce_allDecode() {
        byte[] bytes = FakeSource.bytes(Clips.file("sign_face.mkv"));
        List<VideoDecoder> decoders = new ArrayList<>();
        try {
            for (int i = 0; i < 25; i++) {
                decoders.add(factory.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT));
            }
            for (VideoDecoder decoder : decoders) {
                assertThat(decoder.next(PixelLayout.LUMA).orElseThrow().pts()).isEqualTo(33);
            }
        } finally {
            decoders.forEach(VideoDecoder::close);
        }
    }

    @Test
    void close_withAnOpenDecoder_isRefused() {
        byte[] bytes = FakeSource.bytes(Clips.file("sign_face.mkv"));
        try (VideoDecoder decoder = factory.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT)) {
            assertThat(decoder.format().width()).isEqualTo(640);
            assertThatThrownBy(factory::close).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void open_brokenSourcesAgainAndAgain_keepNoNativeMemory() {
        // Given: everything that is allocated once is
        byte[] random = new byte[50_000];
        Seeds.random("open_brokenSources").nextBytes(random);
        byte[] truncated = Arrays.copyOf(FakeSource.bytes(Clips.file("flower.mp4")), 30_000);
        byte[] good = FakeSource.bytes(Clips.file("sign_face.mkv"));
        openAndClose(50, random, truncated, good);
        long before = Pointer.physicalBytes();

        // When
        openAndClose(200, random, truncated, good);

        // Then: one leaked 640x480 frame each would be 90 MB
        long grown = Pointer.physicalBytes() - before;
        System.out.println("physical bytes grown by " + grown);
        assertThat(grown).isLessThan(48L << 20);
    }

    @Test
    void install_twice_leavesDecodingAsItIs() {
        byte[] bytes = FakeSource.bytes(Clips.file("broken_no_moov.mp4"));
        try (FfmpegLog another = FfmpegLog.install()) {
            assertThat(another).isNotSameAs(log);
            assertThat(refused(FakeSource.whole(bytes)).code()).isEqualTo(FailureCode.NOT_A_VIDEO);
        }
    }

    private void openAndClose(int times, byte[]... sources) {
        for (int i = 0; i < times; i++) {
            try (VideoDecoder decoder =
                    factory.open(FakeSource.growing(sources[i % sources.length]), DecodeLimits.DEFAULT)) {
                decoder.next(PixelLayout.I420);
            } catch (TeselaException e) {
                assertThat(e.code()).isEqualTo(FailureCode.NOT_A_VIDEO);
            }
        }
    }

    private TeselaException refused(FakeSource source) {
        return catchThrowableOfType(TeselaException.class, () -> factory.open(source, DecodeLimits.DEFAULT));
    }

    private long errors(byte[] bytes) {
        try (VideoDecoder decoder = factory.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT)) {
            long frames = 0;
            while (decoder.next(PixelLayout.LUMA).isPresent()) {
                frames++;
            }
            assertThat(frames).isPositive();
            return decoder.decodeErrors();
        }
    }

    private long decodeAll(FakeSource source) {
        long frames = 0;
        try (VideoDecoder decoder = factory.open(source, DecodeLimits.DEFAULT)) {
            while (decoder.next(PixelLayout.LUMA).isPresent()) {
                frames++;
            }
        }
        return frames;
    }

    /** What has no function to read by would take every video for an empty one. */
    @Test
    void factories_beyondThoseThereIsRoomFor_areRefused_untilOneIsClosed() {
        List<FfmpegVideoDecoderFactory> open = new ArrayList<>();
        try {
            assertThatThrownBy(() -> openTooMany(open))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("decoder factories: too many are open");

            open.remove(0).close();
            open.add(new FfmpegVideoDecoderFactory());
        } finally {
            open.forEach(FfmpegVideoDecoderFactory::close);
        }
    }

    private static void openTooMany(List<FfmpegVideoDecoderFactory> open) {
        for (int i = 0; i < 11; i++) {
            open.add(new FfmpegVideoDecoderFactory());
        }
    }
}
