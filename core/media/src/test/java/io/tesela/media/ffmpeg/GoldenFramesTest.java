package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.PixelLayout;
import io.tesela.media.DecodeLimits;
import io.tesela.media.DecodedFrame;
import io.tesela.media.VideoDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares every sample of the small clips with what FFmpeg's program makes of them; the rotated clip included, which
 * it turns by its own filters. How a golden file was made, with FFmpeg 8.0.1:
 *
 * <pre>
 * ffmpeg -copyts -i CLIP -map 0:v -pix_fmt yuv420p -fps_mode passthrough -enc_time_base demux -bitexact -f framemd5 -
 * </pre>
 *
 * <p>{@code yuvj420p} for the full-range clip; {@code -vf extractplanes=y -pix_fmt gray} for the 4:4:4 one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenFramesTest {
    private final FfmpegLog log = FfmpegLog.install();
    private final FfmpegVideoDecoderFactory factory = new FfmpegVideoDecoderFactory();

    /** When a frame is shown and the MD5 of its samples. */
    private record Golden(long pts, String md5) {}

    @AfterAll
    void closeFactory() {
        factory.close();
        log.close();
    }

    @ParameterizedTest
    @CsvSource({
        "flower.mp4, I420",
        "sign_face.mkv, I420",
        "phone_rot90.mov, I420",
        "odd_321x241_444.mp4, LUMA",
    })
    void next_everyFrame_equalsFfmpegsOwn(String name, PixelLayout layout) {
        List<Golden> golden = golden(name);
        try (VideoDecoder decoder =
                factory.open(FakeSource.whole(Clips.named(name).bytes()), DecodeLimits.DEFAULT)) {
            int width = decoder.source().width();
            int height = decoder.source().height();
            for (Golden expected : golden) {
                DecodedFrame frame = decoder.next(layout).orElseThrow();
                assertThat(new Golden(frame.pts(), md5(frame.pixels(), width, height)))
                        .isEqualTo(expected);
            }
            assertThat(decoder.next(layout)).isEmpty();
        }
    }

    private static List<Golden> golden(String name) {
        try (InputStream in = GoldenFramesTest.class.getResourceAsStream("/golden/" + name + ".framemd5")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(",\\s*", -1)))
                    .map(fields -> new Golden(Long.parseLong(fields.get(2)), fields.get(5)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the digest of the planes without the padding of luma. */
    private static String md5(PixelBuffer pixels, int width, int height) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            for (int plane = 0; plane < pixels.layout().planes(); plane++) {
                int rows = plane == 0 ? height : pixels.planeHeight(plane);
                int columns = plane == 0 ? width : pixels.planeWidth(plane);
                for (int row = 0; row < rows; row++) {
                    digest.update(
                            pixels.samples(), pixels.planeOffset(plane) + row * pixels.planeWidth(plane), columns);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
