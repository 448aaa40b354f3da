package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_DSD_LSBF;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_WRAPPED_AVFRAME;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.media.DecodeLimits;
import io.tesela.media.VideoDecoder;
import io.tesela.testkit.FfmpegTool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedDecodersTest {
    /** Of the few that a build of FFmpeg may have in the place of its own. */
    private static final List<String> ELSEWHERE = List.of("libdav1d");

    @TempDir
    Path folder;

    @BeforeAll
    static void loadFfmpeg() {
        FfmpegLog.install().close();
    }

    @Test
    void names_ofThisFfmpeg_areAllKnownToIt() {
        assertThat(AllowedDecoders.names())
                .filteredOn(name -> !ELSEWHERE.contains(name))
                .allSatisfy(name ->
                        assertThat(avcodec_find_decoder_by_name(name)).as(name).isNotNull());
    }

    /** One that stands in another's way would never be used. */
    @Test
    void names_ofThisFfmpeg_eachCodecIsDecoded() {
        assertThat(AllowedDecoders.names())
                .filteredOn(name -> !ELSEWHERE.contains(name))
                .allSatisfy(name -> assertThat(AllowedDecoders.of(
                                avcodec_find_decoder_by_name(name).id()))
                        .as(name)
                        .isPresent());
    }

    @Test
    void of_codecThatFfmpegDecodesAndWeDoNot_isEmpty() {
        assertThat(AllowedDecoders.of(AV_CODEC_ID_H264)).isPresent();
        assertThat(avcodec_find_decoder(AV_CODEC_ID_WRAPPED_AVFRAME)).isNotNull();
        assertThat(AllowedDecoders.of(AV_CODEC_ID_WRAPPED_AVFRAME)).isEmpty();
        assertThat(AllowedDecoders.of(AV_CODEC_ID_DSD_LSBF)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"asv1", "zmbv", "snow"})
    void open_videoOfACodecThatIsNotAllowed_isRefusedByItsName(String codec) {
        FakeSource source = made("-an", "-s", "160x128", "-t", "0.2", "-c:v", codec, "-strict", "-2");

        try (FfmpegVideoDecoderFactory factory = new FfmpegVideoDecoderFactory()) {
            TeselaException refusal = catchThrowableOfType(
                    TeselaException.class,
                    () -> factory.open(source, DecodeLimits.DEFAULT).close());

            assertThat(refusal.code()).isEqualTo(FailureCode.UNSUPPORTED_CODEC);
            assertThat(refusal.sentence())
                    .isEqualTo(
                            "the video codec " + codec
                                    + " is not one that is decoded here (expected: such as H.264, H.265, AV1, VP9, MPEG-4, ProRes)");
        }
    }

    @Test
    void open_audioOfACodecThatIsNotAllowed_isLeftOutAndSaid() {
        FakeSource source = made("-c:v", "libx264", "-c:a", "g722", "-ar", "16000", "-ac", "1");

        try (FfmpegVideoDecoderFactory factory = new FfmpegVideoDecoderFactory();
                VideoDecoder decoder = factory.open(source, AudioClips.LIMITS)) {
            assertThat(decoder.audio()).isEmpty();
            assertThat(decoder.source().droppedTracks())
                    .containsExactly("audio adpcm_g722 (the audio codec adpcm_g722 is not one that is decoded here"
                            + " (expected: such as AAC, MP3, AC-3, Opus, FLAC, PCM))");
        }
    }

    private FakeSource made(String... arguments) {
        assumeTrue(FfmpegTool.FFMPEG.runs(), "FFmpeg's programs do not run here");
        return AudioClips.source(AudioClips.made(folder, "nut", arguments));
    }
}
