package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stored picture is {@code abc/def}. */
class OrientationTest {
    private static final int ONE = 1 << 16;

    @ParameterizedTest
    @CsvSource({"0, 0, abcdef", "-90, 90, daebfc", "90, 270, cfbead", "180, 180, fedcba"})
    void of_ffmpegsRotations_turnThePicture(double counterClockwise, int degrees, String shown) {
        // Given
        int[] matrix = new int[9];
        avutil.av_display_rotation_set(matrix, -counterClockwise);

        // When
        Orientation orientation = Orientation.of(matrix);

        // Then: FFmpeg sets clockwise and gets counter-clockwise
        assertThat(avutil.av_display_rotation_get(matrix) % 360).isIn(counterClockwise, -counterClockwise, 0.0);
        assertThat(orientation.degrees()).isEqualTo(degrees);
        assertThat(orientation.mirrored()).isFalse();
        assertThat(turned(orientation)).isEqualTo(shown);
    }

    @Test
    void of_mirroredMatrices_mirrorThePicture() {
        Orientation leftRight = Orientation.of(new int[] {-ONE, 0, 0, 0, ONE, 0, 0, 0, 1 << 30});
        Orientation transposed = Orientation.of(new int[] {0, ONE, 0, ONE, 0, 0, 0, 0, 1 << 30});

        assertThat(leftRight.mirrored()).isTrue();
        assertThat(turned(leftRight)).isEqualTo("cbafed");
        assertThat(transposed.mirrored()).isTrue();
        assertThat(turned(transposed)).isEqualTo("adbecf");
    }

    @Test
    void of_obliqueMatrix_isRefused() {
        int[] matrix = new int[9];
        avutil.av_display_rotation_set(matrix, 30);

        assertThatThrownBy(() -> Orientation.of(matrix)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String turned(Orientation orientation) {
        byte[] shown = new byte[8];
        orientation.turn("abcdef".getBytes(StandardCharsets.US_ASCII), 3, 2, shown, 1);
        return new String(shown, 1, 6, StandardCharsets.US_ASCII);
    }
}
