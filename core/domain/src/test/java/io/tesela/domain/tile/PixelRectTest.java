package io.tesela.domain.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelRectTest {
    @Test
    void grow_isClampedToThePlane() {
        assertThat(new PixelRect(4, 1, 4, 4).grow(3, 20, 6)).isEqualTo(new PixelRect(1, 0, 10, 6));
    }

    @Test
    void within_isRelativeToTheOuterCorner() {
        assertThat(new PixelRect(4, 3, 2, 2).within(new PixelRect(1, 2, 9, 9))).isEqualTo(new PixelRect(3, 1, 2, 2));
    }

    @ParameterizedTest
    @CsvSource({"-1,0,1,1", "0,-1,1,1", "0,0,0,1", "0,0,1,0"})
    void rect_thatIsEmptyOrOutside_isRefused(int x, int y, int width, int height) {
        assertThatThrownBy(() -> new PixelRect(x, y, width, height))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("rect: ");
    }

    @Test
    void area_thatDoesNotFitAnInt_isRefused() {
        PixelRect huge = new PixelRect(0, 0, 1 << 16, 1 << 15);

        assertThatThrownBy(huge::area).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void halo_belowZero_isRefused() {
        assertThatThrownBy(() -> new Halo(-1)).hasMessage("halo: -1 (expected: >= 0)");
        assertThat(new Halo(2).plus(new Halo(3))).isEqualTo(new Halo(5));
    }
}
