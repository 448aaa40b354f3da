package io.tesela.domain.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelBufferTest {
    @Test
    void planes_ofI420_lieOneAfterTheOther() {
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.I420, 6, 4);

        assertThat(frame.samples()).hasSize(36).containsOnly(0);
        assertThat(frame.planeOffset(0)).isZero();
        assertThat(frame.planeOffset(1)).isEqualTo(24);
        assertThat(frame.planeOffset(2)).isEqualTo(30);
        assertThat(frame.planeWidth(1)).isEqualTo(3);
        assertThat(frame.planeHeight(2)).isEqualTo(2);
    }

    @Test
    void in_theSameLayout_isTheSameBuffer() {
        PixelBuffer frame = PixelBuffer.allocate(PixelLayout.I420, 6, 4);

        assertThat(frame.in(PixelLayout.I420)).isSameAs(frame);
    }

    @Test
    void in_luma_dropsTheColour() {
        PixelBuffer frame = new PixelBuffer(PixelLayout.I420, 2, 2, new byte[] {1, 2, 3, 4, 5, 6});

        assertThat(frame.in(PixelLayout.LUMA).samples()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void in_colour_addsNeutralChroma() {
        PixelBuffer luma = new PixelBuffer(PixelLayout.LUMA, 2, 2, new byte[] {1, 2, 3, 4});

        assertThat(luma.in(PixelLayout.I420).samples()).containsExactly(1, 2, 3, 4, 128, 128);
    }

    @Test
    void in_colour_ofAnOddFrame_refuses() {
        PixelBuffer odd = PixelBuffer.allocate(PixelLayout.LUMA, 3, 3);

        assertThatThrownBy(() -> odd.in(PixelLayout.I420)).hasMessage("size: 3x3 (expected: even, for I420)");
    }

    @Test
    void crc32c_isTheOneOfTheStandard() {
        // RFC 3720 and every CRC catalogue: the check value of "123456789" is e3069283
        PixelBuffer frame = new PixelBuffer(PixelLayout.LUMA, 9, 1, "123456789".getBytes(StandardCharsets.US_ASCII));

        assertThat(frame.crc32c()).isEqualTo(0xe3069283);
    }

    @ParameterizedTest
    @CsvSource({
        "LUMA, 0, 4, 0, 'size: 0x4 (expected: 1x1 or more)'",
        "LUMA, 4, -1, 0, 'size: 4x-1 (expected: 1x1 or more)'",
        "I420, 3, 4, 18, 'size: 3x4 (expected: even, for I420)'",
        "I420, 4, 4, 23, 'samples: 23 (expected: 24)'",
        "LUMA, 4, 4, 24, 'samples: 24 (expected: 16)'"
    })
    void buffer_thatDoesNotFitItsLayout_isRefused(
            PixelLayout layout, int width, int height, int samples, String message) {
        assertThatThrownBy(() -> new PixelBuffer(layout, width, height, new byte[samples]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void buffer_tooLargeForAnArray_isRefused() {
        assertThatThrownBy(() -> PixelBuffer.allocate(PixelLayout.LUMA, 1 << 20, 1 << 20))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({"LUMA, 0", "I420, 1"})
    void code_ofALayout_comesBack(PixelLayout layout, int code) {
        assertThat(layout.code()).isEqualTo(code);
        assertThat(PixelLayout.ofCode(code)).isEqualTo(layout);
    }

    @Test
    void ofCode_thatNoLayoutHas_refuses() {
        assertThatThrownBy(() -> PixelLayout.ofCode(2)).hasMessage("code: 2 (expected: 0 or 1)");
    }
}
