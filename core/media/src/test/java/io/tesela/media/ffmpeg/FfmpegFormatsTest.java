package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.media.DecodeLimits;
import io.tesela.media.NeedsWholeFileException;
import io.tesela.media.VideoDecoder;
import io.tesela.testkit.FfmpegTool;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the many kinds of video there are is taken, and what is said of it; made by FFmpeg's own program. */
class FfmpegFormatsTest {
    private final FfmpegLog log = FfmpegLog.install();
    private final FfmpegVideoDecoderFactory factory = new FfmpegVideoDecoderFactory();

    @TempDir
    Path folder;

    @BeforeEach
    void requireTool() {
        assumeTrue(FfmpegTool.FFMPEG.runs(), "FFmpeg's programs do not run here");
    }

    @AfterEach
    void closeFactory() {
        factory.close();
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "webp"})
    void open_stillPicture_isAVideoOfOneFrame(String format) {
        byte[] bytes = FakeSource.bytes(made("still." + format, "-frames:v", "1"));

        assertThat(frames(FakeSource.growing(bytes))).isEqualTo(1);
    }

    /** Its demuxer seeks, whatever it is told of the source. */
    @Test
    void open_formatThatIsReadBySeeking_isWaitedFor() {
        byte[] bytes = FakeSource.bytes(
                made("a.apng", "-vf", "fps=10,scale=240:-1", "-t", "1.5", "-plays", "0", "-f", "apng"));

        assertThatThrownBy(() -> factory.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT))
                .isInstanceOf(NeedsWholeFileException.class);
        assertThat(frames(FakeSource.whole(bytes))).isEqualTo(15);
    }

    @ParameterizedTest
    @CsvSource({
        "-c:v libx264 -pix_fmt yuv420p10le, converted from yuv420p10le to yuv420p",
        "-c:v libx264 -pix_fmt yuv422p, converted from yuv422p to yuv420p",
        "-c:v prores_ks -pix_fmt yuv422p10le, converted from yuv422p10le to yuv420p",
        "-vf tinterlace=interleave_top -c:v mpeg2video -flags +ildct+ilme, 'interlaced: frames are filtered with both their fields, and"
                + " the result says that it is progressive'"
    })
    void open_videoThatIsChanged_saysHow(String options, String change) {
        List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.addAll(List.of("-t", "0.5", "-an"));
        byte[] bytes = FakeSource.bytes(made("changed.mkv", arguments.toArray(String[]::new)));

        try (VideoDecoder decoder = factory.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT)) {
            assertThat(decoder.changes()).contains(change);
            assertThat(decoder.next(PixelLayout.I420)).isPresent();
        }
    }

    @Test
    void open_severalVideoTracks_takesTheDefaultAndNamesTheOthers() {
        byte[] bytes = FakeSource.bytes(made(
                "two.mkv",
                "-filter_complex",
                "[0:v]split[a][b];[b]scale=160:90[small]",
                "-map",
                "[a]",
                "-map",
                "[small]",
                "-t",
                "0.5",
                "-c:v",
                "libx264"));

        try (VideoDecoder decoder = factory.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT)) {
            assertThat(decoder.format().width()).isEqualTo(960);
            assertThat(decoder.source().droppedTracks()).containsExactly("video h264");
        }
    }

    /** Headers of no more bytes than these: refused before there is memory for what they claim. */
    @ParameterizedTest
    @CsvSource({
        // GIF: logical screen of 16000x16000, no table of colours, one image of that size
        "474946383961803e803e000000 2c00000000803e803e00 02 02 4c01 00 3b, TOO_LARGE, the video is 16000x16000",
        // PNG: header of 844832x1012384, 8 bits, RGB
        "89504e470d0a1a0a 0000000d 49484452 000ce420 000f72a0 0802000000 00000000, NOT_A_VIDEO, no frame of its png track could be decoded"
    })
    void open_headerThatClaimsTooMuch_isRefused(String hex, FailureCode code, String words) {
        byte[] head = HexFormat.of().parseHex(hex.replace(" ", ""));
        byte[] bytes = ByteBuffer.allocate(2000).put(head).array();

        TeselaException failure = catchThrowableOfType(
                TeselaException.class, () -> factory.open(FakeSource.growing(bytes), DecodeLimits.DEFAULT));

        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure.sentence()).contains(words, "(expected: ");
    }

    private long frames(FakeSource source) {
        long frames = 0;
        try (VideoDecoder decoder = factory.open(source, DecodeLimits.DEFAULT)) {
            while (decoder.next(PixelLayout.I420).isPresent()) {
                frames++;
            }
            assertThat(decoder.decodeErrors()).isZero();
        }
        return frames;
    }

    private Path made(String name, String... arguments) {
        Path made = folder.resolve(name);
        List<String> command =
                new ArrayList<>(List.of("-y", "-i", Clips.file("flower.mp4").toString()));
        command.addAll(List.of(arguments));
        command.add(made.toString());
        byte[] said = FfmpegTool.FFMPEG.run(command.toArray(String[]::new));
        assertThat(made).as(new String(said, StandardCharsets.UTF_8)).isNotEmptyFile();
        return made;
    }
}
